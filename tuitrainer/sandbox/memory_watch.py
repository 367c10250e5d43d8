"""Ends a process that takes too much memory, where the system does not hold it to a limit."""

from __future__ import annotations

import subprocess
import threading
from contextlib import suppress

from tuitrainer.sandbox.level import Hold

_ROUND = 0.02
"""Seconds between two looks. What is taken in between is not noticed in time."""


class MemoryWatch(Hold):
    """A thread that looks at what a process and all below it use, and kills them when that is more than the limit."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._limit = 0
        self._released = threading.Event()
        self._thread: threading.Thread | None = None

    def limit(self, memory_bytes: int, cpu_seconds: int) -> None:  # noqa: ARG002  of time the system takes care
        self._limit = memory_bytes
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="memory watch", daemon=True)
            self._thread.start()

    def release(self) -> None:
        self._released.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        import psutil  # noqa: PLC0415  only where it is needed

        with suppress(psutil.NoSuchProcess):
            root = psutil.Process(self._process.pid)
            while not self._released.wait(_ROUND):
                members = [root, *root.children(recursive=True)]
                if sum(map(_resident, members)) > self._limit:
                    for member in reversed(members):
                        with suppress(psutil.Error):
                            member.kill()


def _resident(process: object) -> int:
    import psutil  # noqa: PLC0415

    try:
        return int(process.memory_info().rss)  # type: ignore[attr-defined]
    except psutil.Error:
        return 0
