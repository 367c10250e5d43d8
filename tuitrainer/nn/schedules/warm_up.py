"""A gentle start: the first steps are taken with a rate that rises."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.nn.schedules.cosine import CosineDecay
from tuitrainer.nn.schedules.decay import ExponentialDecay, InverseTimeDecay
from tuitrainer.nn.schedules.piecewise import PiecewiseConstantDecay
from tuitrainer.nn.schedules.plateau import ReduceOnPlateau
from tuitrainer.nn.schedules.schedule import Constant, RateLike, Schedule, make_schedule

MAIN_SCHEDULES: Mapping[str, type[Schedule]] = MappingProxyType(
    {
        schedule.NAME: schedule
        for schedule in (
            Constant, InverseTimeDecay, ExponentialDecay, PiecewiseConstantDecay, CosineDecay, ReduceOnPlateau,
        )
    }
)  # fmt: skip
"""Those that a warm-up may lead to: all but another warm-up."""


class WarmUp(Schedule):
    """A rate or a schedule r that begins after `steps` steps, over which the rate rises in a straight line to r(0).

    r(0) * (t + 1) / (steps + 1) at step t < steps, then r(t - steps): no step is wasted on a rate of 0 (Goyal et al.,
    "Accurate, large minibatch SGD: training ImageNet in 1 hour" (2017), section 2.2).
    """

    NAME = "warm_up"

    def __init__(self, learning_rate: RateLike, steps: int) -> None:
        with Check() as check:
            self.schedule = check.part("learning_rate", lambda: make_schedule(MAIN_SCHEDULES, learning_rate))
            self.steps = check.whole_number("steps", steps, minimum=1)

    def __call__(self, step: int) -> float:
        if step < self.steps:
            return self.schedule(0) * (step + 1) / (self.steps + 1)
        return self.schedule(step - self.steps)

    def config(self) -> dict[str, Any]:
        return {"learning_rate": self.schedule.described(), "steps": self.steps}

    def observe(self, loss: float) -> None:
        self.schedule.observe(loss)
