"""Two threads that take what comes out of a sandbox, so that neither pipe ever fills up for want of a reader."""

from __future__ import annotations

import os
import queue
import threading
from contextlib import suppress

from tuitrainer.sandbox.events import shown
from tuitrainer.sandbox.inside.frames import FrameError, read_frame
from tuitrainer.sandbox.outcome import Printed

MOST_PRINTED = 2**20
"""Bytes after which a submission that prints is ended."""
_KEPT = 8192
"""Bytes kept of what is printed, at the beginning and again at the end."""
_PATIENCE = 2.0
"""Seconds for the rest of a pipe, once its writers are dead."""


class Listening:
    """Reads the pipe of events and the pipe of what is printed, until they end."""

    def __init__(self, told: int, printed: int) -> None:
        self.events: queue.Queue[bytes | None] = queue.Queue(maxsize=1)
        """One that waits, and the writer waits too: a submission can't fill our memory with made-up ones."""
        self.flooded = False
        self._told, self._pipe = told, printed
        self._first, self._last, self._size = b"", b"", 0
        self._finished = False
        self._threads: list[threading.Thread] = []

    def begin(self) -> None:
        """Raises RuntimeError when the system grants no thread."""
        for work in (self._listen, self._take_output):
            thread = threading.Thread(target=work, name="sandbox", daemon=True)
            thread.start()
            self._threads.append(thread)

    @property
    def printed(self) -> Printed:
        """What has been printed until now."""
        first, last, size = self._first, self._last, self._size
        left_out = size - len(first) - len(last)
        cut = f"\n[... {left_out} ...]\n".encode() if left_out > 0 else b""
        return Printed(shown((first + cut + last).decode("utf-8", "replace")), size)

    def finish(self) -> bool:
        """Take what is left once all writers are dead; whether both pipes have come to their end."""
        self._finished = True
        for thread in self._threads:
            thread.join(_PATIENCE)
        self._put_last()
        return not any(thread.is_alive() for thread in self._threads)

    def _put(self, event: bytes | None) -> None:
        while not self._finished:
            with suppress(queue.Full):
                self.events.put(event, timeout=0.05)
                return

    def _put_last(self) -> None:
        """Whoever still waits for an event, in another thread, is to know that none will come."""
        while True:
            try:
                self.events.put_nowait(None)
            except queue.Full:
                with suppress(queue.Empty):
                    self.events.get_nowait()
            else:
                return

    def _listen(self) -> None:
        try:
            while (payload := read_frame(self._told)) is not None and not self._finished:
                self._put(payload)
        except (FrameError, OSError, MemoryError):
            self._put(b"")  # what no event is: the pipe holds something else from here on
        self._put(None)

    def _take_output(self) -> None:
        """Keep the beginning and the end of what is printed; past the limit take no more, and the writer waits."""
        with suppress(OSError):
            while self._size <= MOST_PRINTED and (chunk := os.read(self._pipe, 2**16)):
                room = _KEPT - len(self._first)
                self._first += chunk[:room]
                self._last = (self._last + chunk[room:])[-_KEPT:]
                self._size += len(chunk)
        if self._size > MOST_PRINTED:
            self.flooded = True
            self._put(b"")
