"""What the display costs the training: steps per second with snapshots going out, and without."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.link.codec import encode
from tuitrainer.training.link.memory import SharedMemory
from tuitrainer.training.snapshot import Snapshot

EPOCHS: dict[str, int] = {"iris": 3000, "digits": 150, "playground": 1500}
"""About a second or two of training each."""


@dataclass(frozen=True, slots=True)
class DisplayCost:
    """Of one lab, at full speed."""

    lab: str
    steps_per_second: float
    """Without a display, evaluation after each epoch included."""
    share: float
    """The part of it that is left with a display: median over pairs of runs, one with and one without."""
    snapshots_per_second: float


def measure_display(lab: str, rounds: int = 5) -> DisplayCost:
    """Train a lab again and again, in turn with and without snapshots being published to shared memory."""
    recipe = find_recipe(lab, [f"training.epochs={EPOCHS[lab]}"])
    memory = SharedMemory.create()
    published = 0

    def publish(snapshot: Snapshot) -> None:
        nonlocal published
        memory.write(encode(snapshot))
        published += 1

    def seconds(shown: bool) -> tuple[float, int]:
        session = Session(recipe)
        session.warm_up()
        started = time.perf_counter()
        session.run(publish if shown else None)
        return time.perf_counter() - started, session.runs[0].task.step

    try:
        seconds(True)
        published = 0
        pairs = [(seconds(False), seconds(True)) for _round in range(rounds)]
    finally:
        memory.close()
    shown_seconds = sum(with_display[0] for _without, with_display in pairs)
    return DisplayCost(
        lab,
        statistics.median(steps / duration for (duration, steps), _with in pairs),
        statistics.median(without[0] / with_display[0] for without, with_display in pairs),
        published / shown_seconds,
    )
