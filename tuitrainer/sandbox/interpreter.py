"""A new interpreter for every process apart: what works on every system."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress

from tuitrainer.sandbox.command import begin_command, clean_environment, inside_code
from tuitrainer.sandbox.isolation import Hold, Isolation, choose_isolation
from tuitrainer.sandbox.origin import Begun, Ends
from tuitrainer.sandbox.packages import find_packages

_CAN_FORK = hasattr(os, "fork")
_PROMPT = 2.0
"""Seconds in which killed processes are gone."""


class Interpreter:
    """An `Origin`. NumPy has to be among the packages that are offered."""

    def __init__(self, packages: Iterable[str], isolation: Isolation | None = None) -> None:
        self.isolation = isolation or choose_isolation()
        self._packages = find_packages(packages)

    def opening(self) -> Sequence[bytes]:
        return inside_code(), json.dumps({"packages": self._packages}).encode("ascii")

    def begin(self, ends: Ends) -> Begun:
        return self.spawn(ends.incoming, ends.told, ends.printed, (ends.lifeline, ends.report))

    def spawn(self, incoming: int, outgoing: int, errors: int, handed: Sequence[int]) -> Spawned:
        """Begin an interpreter that takes the descriptors `handed` by their numbers, as `begin.py` reads them."""
        folder = _Folder(self.isolation.makes_folder)
        try:
            command = self.isolation.wrap(begin_command(handed), folder.path, tuple(self._packages.values()))
            process = subprocess.Popen(  # noqa: S603  our own interpreter and our own lines
                command, bufsize=0, stdin=incoming, stdout=outgoing, stderr=errors, env=clean_environment(folder.path),
                cwd=folder.begin, pass_fds=[number for number in handed if number >= 0], start_new_session=_CAN_FORK,
                creationflags=self.isolation.creation_flags,
            )  # fmt: skip
        except BaseException:
            folder.remove()
            raise
        try:
            return Spawned(process, folder, self.isolation.adopt(process))
        except BaseException:
            Spawned(process, folder, Hold()).kill()
            folder.remove()
            raise


class _Folder:
    """The home of a process apart: made in its own memory, or here."""

    def __init__(self, is_elsewhere: bool) -> None:
        self._is_elsewhere = is_elsewhere
        if is_elsewhere:
            self.path = os.path.join(tempfile.gettempdir(), f"tuitrainer-{os.urandom(6).hex()}")
        else:
            self.path = tempfile.mkdtemp(prefix="tuitrainer-")
        self.begin = os.path.abspath(os.sep) if is_elsewhere else self.path
        """Where to begin the process."""

    def remove(self) -> None:
        if not self._is_elsewhere:
            shutil.rmtree(self.path, ignore_errors=True)


class Spawned:
    """A process of our own, as a `Begun`."""

    def __init__(self, process: subprocess.Popen[bytes], folder: _Folder, hold: Hold) -> None:
        self.process = process
        self.hold = hold
        self._folder = folder

    def wait(self, seconds: float) -> bool:
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def limit(self, memory_bytes: int, cpu_seconds: int) -> None:
        self.hold.limit(memory_bytes, cpu_seconds)

    def kill(self) -> None:
        import psutil  # noqa: PLC0415  rarely needed

        self.hold.release()
        members = []
        with suppress(psutil.Error):
            root = psutil.Process(self.process.pid)
            members = root.children(recursive=True)
            for member in [*members, root]:
                with suppress(psutil.Error):
                    member.kill()
        self.process.wait()
        psutil.wait_procs(members, _PROMPT)  # those that have become ours are reaped so

    def forget(self) -> None:
        self.hold.release()
        self._folder.remove()
