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
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from tuitrainer.sandbox.inside.frames import FrameError, read_frame, write_frame
from tuitrainer.sandbox.inside.limits import adopt_orphans
from tuitrainer.sandbox.inside.tree import descendants, kill_descendants
from tuitrainer.sandbox.isolation import Isolation, choose_isolation
from tuitrainer.sandbox.outcome import Printed
from tuitrainer.sandbox.packages import find_packages

_INSIDE = Path(__file__).resolve().parent / "inside"
_KEPT = 8192
"""Bytes kept of what is printed, at the beginning and again at the end."""
MOST_PRINTED = 2**20
"""Bytes after which a submission that prints is ended."""
_PROMPT = 3.0
"""Seconds that the warden has to end everything."""
_ENVIRONMENT = ("LD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "PATH", "SYSTEMROOT", "WINDIR")
"""Variables that an interpreter or NumPy may need to start at all; nothing else is handed on."""

End = Mapping[str, Any]
"""How a process ended: {"code", "left", "crowded"}."""


class Sandbox:
    """A process apart. Raises OSError when the system grants none."""

    def __init__(self, isolation: Isolation | None = None) -> None:
        self.isolation = isolation or choose_isolation()
        self.events: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        """Payloads of the frames that came, then None."""
        self.flooded = False
        self._printed: tuple[bytes, bytes, int] = (b"", b"", 0)
        self._folder = tempfile.mkdtemp(prefix="tuitrainer-")
        self._report, self._lifeline = -1, -1
        self._spare = frozenset(descendants())
        try:
            self._process = self._begin()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        adopt_orphans()  # the second line: should the submission kill its warden, what it began comes to us
        self._listening = [self._in_background(self._listen), self._in_background(self._take_output)]

    def _begin(self) -> subprocess.Popen[bytes]:
        handed: tuple[int, ...] = ()
        can_fork = hasattr(os, "fork")
        if can_fork:
            lifeline, self._lifeline = os.pipe()
            self._report, report = os.pipe()
            handed = (lifeline, report)
        begin = (_INSIDE / "begin.py").read_text(encoding="utf-8")
        command = [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", begin, *map(str, handed or (-1, -1))]
        try:
            process = subprocess.Popen(  # noqa: S603  our own interpreter and our own lines
                self.isolation.wrap(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                bufsize=0, env=_clean_environment(self._folder), cwd=self._folder, pass_fds=handed,
                start_new_session=can_fork,
            )  # fmt: skip
        finally:
            for descriptor in handed:
                os.close(descriptor)
        sources = {path.stem: path.read_text(encoding="utf-8") for path in _INSIDE.glob("*.py") if path.stem != "begin"}
        self._write(process, json.dumps(sources).encode("ascii"))
        return process

    def prepare(self, packages: Iterable[str]) -> None:
        """Let it import NumPy, and later the submission these packages too. NumPy has to be among them."""
        self.send({"packages": find_packages(packages)})

    def send(self, message: Mapping[str, Any]) -> None:
        """A frame of JSON. When nobody takes it any more, that shows in the events."""
        self._write(self._process, json.dumps(message).encode("ascii"))

    @staticmethod
    def _write(process: subprocess.Popen[bytes], payload: bytes) -> None:
        with suppress(OSError):
            write_frame(cast("IO[bytes]", process.stdin).fileno(), payload)

    @property
    def printed(self) -> Printed:
        """What the submission has printed until now."""
        first, last, size = self._printed
        between = size - len(first) - len(last)
        cut = f"\n[... {between} ...]\n".encode() if between else b""
        return Printed((first + cut + last).decode("utf-8", "replace"), size)

    def end(self, patience: float = 0.0) -> End:
        """End it, with all that it has begun; before that, wait `patience` seconds for it to end by itself.

        Safe to call again; the first call's answer is the one that tells how it ended.
        """
        end = self._read_report(patience)
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1
        if end is None:
            end = self._read_report(_PROMPT)
        if end is None:  # the warden was killed, or there is none on this system
            end = {"code": self._kill(patience), "left": 0, "crowded": False}
        adopt_orphans(adopt=False)
        self._process.wait()
        for thread in self._listening:
            thread.join(_PROMPT)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            cast("IO[bytes]", pipe).close()
        shutil.rmtree(self._folder, ignore_errors=True)
        return end

    def _read_report(self, patience: float) -> End | None:
        """The warden's last line; None when it has not come in time, or never will."""
        if self._report < 0:
            return None
        ready, _, _ = select.select([self._report], [], [], patience)
        if not ready:
            return None
        line = os.read(self._report, 4096)
        os.close(self._report)
        self._report = -1
        return cast("End", json.loads(line)) if line else None

    def _kill(self, patience: float) -> int | None:
        """End everything without a warden; the exit code where it has ended by itself."""
        with suppress(subprocess.TimeoutExpired):
            if self._report < 0 and self._lifeline < 0 and not hasattr(os, "fork"):
                return self._process.wait(patience)
        _kill_tree(self._process.pid)
        self._process.kill()
        if sys.platform == "linux":
            kill_descendants(self._spare)
        return None

    def _in_background(self, work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=work, name=f"sandbox {self._process.pid}", daemon=True)
        thread.start()
        return thread

    def _listen(self) -> None:
        descriptor = cast("IO[bytes]", self._process.stdout).fileno()
        try:
            while (payload := read_frame(descriptor)) is not None:
                self.events.put(payload)
        except (FrameError, OSError):
            self.events.put(b"")  # what no event is: the pipe holds something else from here on
        self.events.put(None)

    def _take_output(self) -> None:
        """Keep the beginning and the end of what is printed; past the limit, take no more, and the writer waits."""
        descriptor = cast("IO[bytes]", self._process.stderr).fileno()
        with suppress(OSError):
            while chunk := os.read(descriptor, 2**16):
                first, last, size = self._printed
                room = _KEPT - len(first)
                self._printed = (first + chunk[:room], (last + chunk[room:] if room > 0 else last + chunk)[-_KEPT:],
                                 size + len(chunk))  # fmt: skip
                if self._printed[2] > MOST_PRINTED:
                    self.flooded = True
                    self.events.put(b"")
                    return


def _kill_tree(process: int) -> None:
    import psutil  # noqa: PLC0415  rarely needed

    with suppress(psutil.Error):
        root = psutil.Process(process)
        for member in [*root.children(recursive=True), root]:
            with suppress(psutil.Error):
                member.kill()


def _clean_environment(folder: str) -> dict[str, str]:
    """One BLAS thread: more would fight for the cores, and could not be begun under a limit of processes."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    return {**kept, **threads, "LC_ALL": "C.UTF-8", "HOME": folder, "TMPDIR": folder, "TMP": folder, "TEMP": folder}
