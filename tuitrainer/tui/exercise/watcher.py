"""Being told what happens to a file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from tuitrainer.grading.watching import Notice, saves


class Watcher:
    """Calls `noticed` each time that `file` was saved or has gone from now on, in a thread of its own, until `end`."""

    def __init__(self, file: Path, noticed: Callable[[Notice], None]) -> None:
        self.file = file
        self._noticed = noticed
        self._stop = threading.Event()
        self._notices = saves(file, self._stop)
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def _watch(self) -> None:
        for notice in self._notices:
            if self._stop.is_set():
                return
            self._noticed(notice)

    def end(self) -> None:
        self._stop.set()
