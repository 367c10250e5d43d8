"""The learning-rate schedules. SCHEDULES holds them by name; `get` makes one of a number, a table or a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tuitrainer.nn.schedules.cosine import CosineDecay
from tuitrainer.nn.schedules.decay import ExponentialDecay, InverseTimeDecay
from tuitrainer.nn.schedules.piecewise import PiecewiseConstantDecay
from tuitrainer.nn.schedules.plateau import ReduceOnPlateau
from tuitrainer.nn.schedules.schedule import Constant, RateLike, Schedule, make_schedule
from tuitrainer.nn.schedules.warm_up import MAIN_SCHEDULES, WarmUp

__all__ = [
    "SCHEDULES", "Constant", "CosineDecay", "ExponentialDecay", "InverseTimeDecay", "PiecewiseConstantDecay",
    "RateLike", "ReduceOnPlateau", "Schedule", "WarmUp", "describe", "get",
]  # fmt: skip

SCHEDULES: Mapping[str, type[Schedule]] = MappingProxyType({**MAIN_SCHEDULES, WarmUp.NAME: WarmUp})


def get(learning_rate: RateLike) -> Schedule:
    """A number, ``{"name": "cosine_decay", "initial_learning_rate": 0.1, "decay_steps": 500}``, or a schedule.

    Raises UserError with the accepted names or arguments.
    """
    return make_schedule(SCHEDULES, learning_rate)


def describe(schedule: Schedule) -> float | dict[str, Any]:
    """What `get` makes an equal one of, as JSON can hold it: the plain number of a constant."""
    return schedule.described()
