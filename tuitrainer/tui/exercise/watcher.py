"""Being told that a file was saved."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path


class Watcher:
    """Calls `saved` after each time that `file` was saved, in a thread of its own, until `end`."""

    def __init__(self, file: Path, saved: Callable[[], None]) -> None:
        self.file = file
        self._saved = saved
        self._stop = threading.Event()
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def _watch(self) -> None:
        from tuitrainer.grading.watching import saves  # noqa: PLC0415  only for those who watch

        for _save in saves(self.file, self._stop):
            if self._stop.is_set():
                return
            self._saved()

    def end(self) -> None:
        self._stop.set()
