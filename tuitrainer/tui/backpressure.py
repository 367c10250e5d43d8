"""Draw no frame that the terminal is not ready for.

Textual's writer thread queues up to 30 frames. On a slow link that is half a minute during which keys seem dead. What
has not been written can't be seen either, so a frame is skipped while another one waits, and what still waits when
the program ends is thrown away. Textual has no public way to ask; its private one is used here and nowhere else, and
where it is missing a low fixed rate takes its place.
"""

from __future__ import annotations

from queue import Empty, Queue
from typing import Any

from textual.app import App

FALLBACK_INTERVAL = 0.25
"""Seconds between frames where nothing is known about the terminal."""


class FrameGate:
    """Says before each frame whether to draw it."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._last = float("-inf")

    def is_open(self, now: float) -> bool:
        """Whether to draw a frame at `now`, in seconds of any steady clock."""
        if self._app.is_headless:
            return True
        waiting = _waiting_writes(self._app)
        if waiting is not None:
            return waiting.qsize() == 0
        if now - self._last < FALLBACK_INTERVAL:
            return False
        self._last = now
        return True


def forget_waiting_writes(app: App[Any]) -> None:
    """Throw away the frames that wait, just before the program leaves the terminal anyway."""
    waiting = _waiting_writes(app)
    while waiting is not None:
        try:
            waiting.get_nowait()
        except Empty:
            return


def _waiting_writes(app: App[Any]) -> Queue[Any] | None:
    thread = getattr(getattr(app, "_driver", None), "_writer_thread", None)
    waiting = getattr(thread, "_queue", None)
    return waiting if isinstance(waiting, Queue) else None
