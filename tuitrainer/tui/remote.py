"""The remote control: what the keys of the training screen mean, without any screen.

Between a key and the snapshot that shows its effect lie a few frames. Until then the remote answers with what was asked
for, so that + pressed three times is three notches faster and not one.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from tuitrainer.training.control import Control
from tuitrainer.training.link.link import Link, LinkStatus
from tuitrainer.training.snapshot import RunSnapshot, Snapshot

SPEEDS = (1.0, 5.0, 20.0, 100.0, 500.0, 2000.0, 0.0)
"""Notches of the speed limit in steps per second; 0, as fast as possible, is the fastest."""
LEARNING_RATE = "optimizer.learning_rate"
PATIENCE = 1.0
"""Seconds after which a snapshot that still differs from what was asked is believed."""


class Remote:
    """One training under way behind a link, as last seen, with the run whose details are shown."""

    def __init__(self, link: Link, clock: Callable[[], float] = time.monotonic) -> None:
        self.link = link
        self.snapshot: Snapshot | None = None
        self._clock = clock
        self._selected = 0
        self._asked: dict[str, tuple[float, float]] = {}

    def poll(self) -> bool:
        """Take the newest snapshot; whether there was one."""
        newest = self.link.latest()
        if newest is None:
            return False
        self.snapshot = newest
        now = self._clock()
        self._asked = {
            what: (value, deadline)
            for what, (value, deadline) in self._asked.items()
            if now < deadline and self._seen(what) != value
        }
        return True

    @property
    def status(self) -> LinkStatus:
        return self.link.status

    @property
    def run(self) -> RunSnapshot | None:
        """The run whose details are shown."""
        if self.snapshot is None or not self.snapshot.runs:
            return None
        return self.snapshot.runs[self._selected % len(self.snapshot.runs)]

    @property
    def can_step(self) -> bool:
        return self.snapshot is not None and self.snapshot.status in ("running", "paused")

    @property
    def can_play(self) -> bool:
        """Playing goes on where stepping does not: after the last epoch, for as many epochs again."""
        return self.can_step or (self.snapshot is not None and self.snapshot.status == "finished")

    @property
    def speed(self) -> float:
        """The speed limit in steps per second, as asked for; 0 is none."""
        return self._expected("speed")

    @property
    def learning_rate(self) -> float:
        """Of the run shown, as asked for."""
        return self._expected(self._rate_of_run())

    def play_pause(self) -> None:
        running = not self._expected("running")
        self._ask("running", running)
        self.link.send(Control("play" if running else "pause"))

    def step(self) -> None:
        self._ask("running", False)
        self.link.send(Control("step", value=1))

    def epoch(self) -> None:
        self.link.send(Control("epoch"))

    def restart(self) -> None:
        """From step 0 with the same seed, all live changes undone."""
        self._asked.clear()
        self.link.send(Control("restart"))

    def save(self) -> None:
        self.link.send(Control("save"))

    def change_speed(self, notches: int) -> None:
        """To the next notch of SPEEDS in that direction, from wherever the speed is."""
        ordered = [speed or float("inf") for speed in SPEEDS]
        current = self.speed or float("inf")
        if notches > 0:
            following = min((speed for speed in ordered if speed > current), default=ordered[-1])
        else:
            following = max((speed for speed in ordered if speed < current), default=ordered[0])
        wanted = 0.0 if following == float("inf") else following
        self._ask("speed", wanted)
        self.link.send(Control("speed", value=wanted))

    def scale_learning_rate(self, factor: float) -> None:
        self.set_learning_rate(float(f"{self.learning_rate * factor:.12g}"))

    def set_learning_rate(self, value: float) -> None:
        """Of the run shown only, so that runs that differ by their rate keep differing."""
        run = self.run
        if run is not None:
            self._ask(self._rate_of_run(), value)
            self.link.send(Control("set", LEARNING_RATE, value, run.name))

    def next_run(self) -> None:
        self._selected += 1

    def _rate_of_run(self) -> str:
        return f"rate/{self.run.name if self.run else ''}"

    def _ask(self, what: str, value: float) -> None:
        self._asked[what] = (float(value), self._clock() + PATIENCE)

    def _expected(self, what: str) -> float:
        value, deadline = self._asked.get(what, (0.0, float("-inf")))
        return value if self._clock() < deadline else self._seen(what)

    def _seen(self, what: str) -> float:
        if self.snapshot is None:
            return 0.0
        if what == "speed":
            return self.snapshot.speed
        if what == "running":
            return float(self.snapshot.status == "running")
        name = what.removeprefix("rate/")
        return next((run.learning_rate for run in self.snapshot.runs if run.name == name), 0.0)
