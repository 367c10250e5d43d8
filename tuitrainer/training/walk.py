"""A task that learns nothing: a step goes on to the next thing to be looked at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.checkpoint import write_arrays
from tuitrainer.training.task import Score, TaskState


class Walk:
    """From step 0 to `steps_per_epoch`. A subclass says what `ahead` and `watch` show of the place reached.

    What stands in the place of a loss is the share of the way that lies ahead, measured as the subclass likes. After
    the end an epoch begins again at the start.
    """

    backend = "reference"
    learning_rate = 0.0

    def __init__(self, steps: int) -> None:
        self._step = 0
        self.steps_per_epoch = steps

    @property
    def step(self) -> int:
        return self._step

    @property
    def place(self) -> int:
        """How many steps of the way have been taken, from 0 to `steps_per_epoch`."""
        return (self._step - 1) % self.steps_per_epoch + 1 if self._step else 0

    def ahead(self, place: int) -> float:
        """The share of the way that lies ahead of a place, 1 at the start."""
        raise NotImplementedError

    def advance(self, steps: int) -> npt.NDArray[np.float64]:
        first = self._step % self.steps_per_epoch
        self._step += steps
        return np.array([self.ahead(first + index) for index in range(steps)])

    def score(self) -> tuple[Score, Score | None]:
        return Score(self.ahead(self.place)), None

    def observe(self, loss: float) -> None:
        """There is no rate that could follow it."""

    def set(self, key: str, value: float) -> str:  # noqa: ARG002  nothing can be set to any value
        raise UserError(Problem(_("nothing is learnt here: there is no learning rate"), key))

    def state(self) -> TaskState:
        return TaskState(self._step, {}, 0.0)

    def restore(self, state: TaskState) -> None:
        self._step = state.step

    def suspect(self) -> tuple[str, str]:
        return "", ""

    def save(self, path: Path, metadata: Mapping[str, str]) -> None:
        write_arrays(path, {}, {**metadata, "network": json.dumps(None)})
