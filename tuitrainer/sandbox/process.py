"""One process apart: begun before it is known what it will run, so that it warms up while we do.

us                  pipe: sources, packages, job ->              inside
Sandbox             <- pipe: events                              guest.serve, watched by warden.watch_over
                    <- pipe: what the submission prints
                    <- pipe: how it ended
                    lifeline: closed by our end, however that comes
"""

from __future__ import annotations

import json
import os
import queue
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import IO, Any, cast

from tuitrainer.sandbox.command import begin_command, clean_environment, inside_code
from tuitrainer.sandbox.inside.frames import write_frame
from tuitrainer.sandbox.inside.limits import hide_memory
from tuitrainer.sandbox.inside.tree import kill_strays
from tuitrainer.sandbox.isolation import Isolation, choose_isolation
from tuitrainer.sandbox.listening import Listening
from tuitrainer.sandbox.outcome import Printed
from tuitrainer.sandbox.packages import find_packages
from tuitrainer.sandbox.strays import adopting

_PROMPT = 2.0
"""Seconds that the warden has to end everything."""
_CAN_FORK = hasattr(os, "fork")


@dataclass(frozen=True, slots=True)
class End:
    """How a process ended."""

    code: int | None = None
    """Negative for a signal; None where it had to be ended."""
    left: int = 0
    """Processes that it left running."""
    crowded: bool = False
    """Whether it was ended for its many processes."""


class Sandbox:
    """A process apart. Raises OSError when the system grants none."""

    def __init__(self, isolation: Isolation | None = None) -> None:
        self.isolation = isolation or choose_isolation()
        self._report, self._lifeline = -1, -1
        self._reported = False
        self._ended: End | None = None
        hide_memory()  # the verdict is made here
        with ExitStack() as stack:
            self._folder = tempfile.mkdtemp(prefix="tuitrainer-")
            stack.callback(shutil.rmtree, self._folder, ignore_errors=True)
            stack.enter_context(adopting())
            stack.callback(self._close)
            self._process = self._begin()
            self._listening = Listening(self._pipe(self._process.stdout), self._pipe(self._process.stderr))
            stack.callback(self._close_pipes)
            stack.callback(self._kill)
            self._listening.begin()
            self._send(inside_code())
            self._after = stack.pop_all()

    def _begin(self) -> subprocess.Popen[bytes]:
        handed: tuple[int, ...] = ()
        if _CAN_FORK:
            lifeline, self._lifeline = os.pipe()
            self._report, report = os.pipe()
            handed = (lifeline, report)
        try:
            return subprocess.Popen(  # noqa: S603  our own interpreter and our own lines
                self.isolation.wrap(begin_command(handed or (-1, -1))), bufsize=0,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env=clean_environment(self._folder), cwd=self._folder, pass_fds=handed, start_new_session=_CAN_FORK,
            )  # fmt: skip
        finally:
            for descriptor in handed:
                os.close(descriptor)

    @property
    def events(self) -> queue.Queue[bytes | None]:
        """Payloads of the frames that came; empty for what is none, or where too much was printed. In the end, None."""
        return self._listening.events

    @property
    def flooded(self) -> bool:
        """Whether more was printed than is allowed."""
        return self._listening.flooded

    @property
    def printed(self) -> Printed:
        """What the submission has printed until now."""
        return self._listening.printed

    def prepare(self, packages: Iterable[str]) -> None:
        """Let it import NumPy, and later the submission these packages too. NumPy has to be among them."""
        self.send({"packages": find_packages(packages)})

    def send(self, message: Mapping[str, Any]) -> None:
        """A frame of JSON. When nobody takes it any more, that shows in the events."""
        self._send(json.dumps(message).encode("ascii"))

    def _send(self, payload: bytes) -> None:
        with suppress(OSError):
            write_frame(self._pipe(self._process.stdin), payload)

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> int:
        return cast("IO[bytes]", pipe).fileno()

    def end(self, patience: float = 0.0) -> End:
        """End it, with all that it has begun; before that, wait `patience` seconds for it to end by itself.

        Safe to call again: the answer stays the first one.
        """
        if self._ended is None:
            self._ended = self._end(patience)
            self._after.close()
        return self._ended

    def _end(self, patience: float) -> End:
        if not _CAN_FORK:
            with suppress(subprocess.TimeoutExpired):
                return End(self._process.wait(patience))
            return End()
        end = self._read_report(patience)
        self._lifeline = _closed(self._lifeline)
        return end or self._read_report(_PROMPT) or End()

    def _read_report(self, patience: float) -> End | None:
        """The warden's last line; None when it has not come in time, or never will."""
        if self._report < 0 or not select.select([self._report], [], [], patience)[0]:
            return None
        line = os.read(self._report, 4096)
        self._report = _closed(self._report)
        with suppress(ValueError, TypeError):
            end = End(**json.loads(line))
            self._reported = True
            return end
        return None

    def _kill(self) -> None:
        """See that nothing is left of it, whether or not the warden has done its work."""
        try:
            self._process.wait(_PROMPT if self._reported else 0)
        except subprocess.TimeoutExpired:
            _kill_tree(self._process.pid)
            self._process.wait()
        if sys.platform == "linux":
            kill_strays()

    def _close_pipes(self) -> None:
        pipes = [self._process.stdin, self._process.stdout, self._process.stderr]
        for pipe in pipes if self._listening.finish() else pipes[:1]:  # never one that somebody still reads
            cast("IO[bytes]", pipe).close()

    def _close(self) -> None:
        self._lifeline = _closed(self._lifeline)
        self._report = _closed(self._report)


def _closed(descriptor: int) -> int:
    if descriptor >= 0:
        os.close(descriptor)
    return -1


def _kill_tree(process: int) -> None:
    import psutil  # noqa: PLC0415  rarely needed

    with suppress(psutil.Error):
        root = psutil.Process(process)
        for member in [*root.children(recursive=True), root]:
            with suppress(psutil.Error):
                member.kill()
