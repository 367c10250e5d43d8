"""When to step and when to show: the clock side of a session. Nothing here can change a loss."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

LONGEST_TURN = 0.016
"""Seconds of training between two looks at the controls: a key press acts within a frame."""
DISPLAY_INTERVAL = 0.1
"""Seconds between snapshots, at least."""
DISPLAY_SHARE = 0.03
"""The part of the time that making snapshots may take."""


class Pace:
    """Measures, limits and shares out time. `clock` is in seconds and replaceable in tests."""

    def __init__(self, limit: float = 0.0, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._limit = limit
        self._turn = 1
        self._origin: float | None = None
        self._taken_since_origin = 0
        self._recent: deque[tuple[float, int]] = deque(maxlen=4096)
        self._next_display = 0.0

    @property
    def limit(self) -> float:
        """Steps per second at most; 0 is as fast as possible."""
        return self._limit

    @limit.setter
    def limit(self, limit: float) -> None:
        self._limit = max(0.0, limit)
        self.rest()

    def rest(self) -> None:
        """Training pauses: time that passes now gives no right to steps later."""
        self._origin = None
        self._recent.clear()

    def steps_due(self) -> int:
        """How many steps to take now: a turn's worth, or fewer where the limit says so, or none yet."""
        if self._limit == 0:
            return self._turn
        now = self._clock()
        if self._origin is None:  # the first step comes at once
            self._origin, self._taken_since_origin = now - 1 / self._limit, 0
        return max(0, min(self._turn, int((now - self._origin) * self._limit + 1e-9) - self._taken_since_origin))

    def seconds_until_due(self) -> float:
        """How long until the limit allows the next step."""
        if self._limit == 0 or self._origin is None:
            return 0.0
        return max(0.0, self._origin + (self._taken_since_origin + 1) / self._limit - self._clock())

    def took(self, steps: int, seconds: float) -> None:
        """A turn of `steps` steps has taken `seconds`. Turns grow step by step, so that a first slow one is short."""
        now = self._clock()
        self._recent.append((now, steps))
        self._taken_since_origin += steps
        if self._origin is not None and (now - self._origin) * self._limit - self._taken_since_origin > self._turn:
            self._origin = now - self._taken_since_origin / self._limit  # too slow for the limit: do not run after it
        fitting = int(steps * LONGEST_TURN / max(seconds, 1e-9))
        self._turn = max(1, min(fitting, 2 * max(steps, self._turn)))

    def steps_per_second(self) -> float:
        """Over about the latest second; 0 while resting."""
        now = self._clock()
        while len(self._recent) > 2 and now - self._recent[0][0] > 1.0:
            self._recent.popleft()
        if len(self._recent) < 2:
            return 0.0
        steps = sum(count for _moment, count in self._recent) - self._recent[0][1]
        return steps / max(now - self._recent[0][0], 1e-9)

    def display_due(self) -> bool:
        return self._clock() >= self._next_display

    def displayed(self, seconds: float) -> None:
        """A snapshot has just been made and handed over in `seconds`."""
        self._next_display = self._clock() + max(DISPLAY_INTERVAL - seconds, seconds / DISPLAY_SHARE)
