"""What a schedule is: the learning rate as a function of the step."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from tuitrainer.base.checks import Check
from tuitrainer.base.construct import construct


class Schedule(ABC):
    """Steps are counted from 0: ``schedule(0)`` is the rate of the first update. Serves one optimizer."""

    NAME: ClassVar[str]
    """As in SCHEDULES."""

    @abstractmethod
    def __call__(self, step: int) -> float:
        """The learning rate of a step."""

    @abstractmethod
    def config(self) -> dict[str, Any]:
        """Its constructor's arguments as they are now, as JSON can hold them."""

    def described(self) -> float | dict[str, Any]:
        """What `get` makes an equal one of, as JSON can hold it."""
        return {"name": self.NAME, **self.config()}

    def rates(self, first: int, count: int) -> npt.NDArray[np.float64]:
        """The rates of `count` steps from step `first` on."""
        return np.array([self(step) for step in range(first, first + count)], np.float64)

    def observe(self, loss: float) -> None:  # noqa: B027
        """Hear the loss of an epoch that has ended; only a schedule that waits for a plateau makes use of it."""


RateLike: TypeAlias = float | Mapping[str, Any] | Schedule
"""A number, a table such as {"name": "cosine_decay", "initial_learning_rate": 0.1, "decay_steps": 500}, a schedule."""


class Constant(Schedule):
    """The same rate at every step; where a schedule is expected, a plain number stands for it."""

    NAME = "constant"

    def __init__(self, learning_rate: float) -> None:
        with Check() as check:
            self.learning_rate = check.number("learning_rate", learning_rate, minimum=0.0)

    def __call__(self, _step: int) -> float:
        return self.learning_rate

    def config(self) -> dict[str, Any]:
        return {"learning_rate": self.learning_rate}

    def described(self) -> float:
        return self.learning_rate

    def rates(self, _first: int, count: int) -> npt.NDArray[np.float64]:
        return np.full(count, self.learning_rate)


def make_schedule(table: Mapping[str, Callable[..., Schedule]], learning_rate: RateLike) -> Schedule:
    """The schedule that is meant, its name being one of `table`. Raises UserError with what would be accepted."""
    if isinstance(learning_rate, Schedule):
        return learning_rate
    if isinstance(learning_rate, Mapping):
        arguments = dict(learning_rate)
        return construct(table, arguments.pop("name", ""), arguments, "name")
    with Check() as check:
        return Constant(check.number("", learning_rate, minimum=0.0))
