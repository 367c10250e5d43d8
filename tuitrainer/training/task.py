"""What every kind of training offers to a session. A session knows no network, no data and no display."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from tuitrainer.nn.schedules import RateLike
from tuitrainer.training.snapshot import LayerSnapshot


@dataclass(frozen=True, slots=True)
class Score:
    """How good the model is on one part of the data."""

    loss: float
    accuracy: float | None = None
    """None where it has no meaning (regression)."""


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """What a task shows of itself at one moment: small host arrays, copies."""

    layers: tuple[LayerSnapshot, ...] = ()
    figures: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    table: tuple[tuple[str, ...], ...] = ()
    """All four as in a RunSnapshot."""


@dataclass(frozen=True, slots=True, eq=False)
class TaskState:
    """All that a task needs to go on exactly where it was: random numbers are counter-based, so a step is enough."""

    step: int
    arrays: Mapping[str, npt.NDArray[Any]]
    """Parameters by name and moments as "optimizer.<parameter>.<moment>", as in a checkpoint."""
    learning_rate: RateLike
    """A number, or the description of a schedule and how far it has come."""


class Task(Protocol):
    """One training in progress. Made by the function `prepare(recipe)` of its file in tasks/."""

    @property
    def backend(self) -> str: ...

    @property
    def step(self) -> int:
        """Steps taken."""

    @property
    def steps_per_epoch(self) -> int: ...

    @property
    def learning_rate(self) -> float:
        """That of the next step."""

    def advance(self, steps: int) -> npt.NDArray[np.float64]:
        """Take `steps` training steps (never across the end of an epoch); the loss of each, before its update."""

    def score(self) -> tuple[Score, Score | None]:
        """On the training examples and on those held out (None when there are none)."""

    def observe(self, loss: float) -> None:
        """Hear the loss of an epoch that has ended, which may change the learning rate."""

    def watch(self) -> Watched:
        """What is to be shown, after the latest step. Never changes what is learnt."""

    def set(self, key: str, value: float) -> str:
        """Change a value while training; returns what to mark on the curves. Raises UserError for anything else."""

    def state(self) -> TaskState:
        """A copy of everything that training changes."""

    def restore(self, state: TaskState) -> None:
        """Go back to a state. Raises UserError when it does not fit this task."""

    def suspect(self) -> tuple[str, str]:
        """After a divergence: (the first layer in which the next step's values are not finite, what is seen there)."""

    def save(self, path: Path, metadata: Mapping[str, str]) -> None:
        """Write a checkpoint. Raises OSError."""
