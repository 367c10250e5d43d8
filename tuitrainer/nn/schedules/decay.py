"""Rates that fall smoothly without end: by inverse time, and exponentially."""

from __future__ import annotations

import math
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.nn.schedules.schedule import Schedule


class Decay(Schedule):
    """What the two have in common: the time x = step / decay_steps, with `staircase` only its whole part."""

    def __init__(
        self, initial_learning_rate: float, decay_steps: int, decay_rate: float, staircase: bool = False
    ) -> None:
        with Check() as check:
            self.initial_learning_rate = check.number("initial_learning_rate", initial_learning_rate, minimum=0.0)
            self.decay_steps = check.whole_number("decay_steps", decay_steps, minimum=1)
            self.decay_rate = check.number("decay_rate", decay_rate, minimum=0.0)
            self.staircase = check.flag("staircase", staircase)

    def config(self) -> dict[str, Any]:
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "decay_rate": self.decay_rate,
            "staircase": self.staircase,
        }

    def time(self, step: int) -> float:
        return float(step // self.decay_steps) if self.staircase else step / self.decay_steps


class InverseTimeDecay(Decay):
    """initial_learning_rate / (1 + decay_rate * x).

    The sum of all rates is infinite and that of their squares is not, which is what stochastic approximation needs to
    converge (Robbins and Monro, "A stochastic approximation method", 1951).
    """

    NAME = "inverse_time_decay"

    def __call__(self, step: int) -> float:
        return self.initial_learning_rate / (1 + self.decay_rate * self.time(step))


class ExponentialDecay(Decay):
    """initial_learning_rate * decay_rate^x. A decay_rate above 1 grows, as a search for the largest good rate does."""

    NAME = "exponential_decay"

    def __call__(self, step: int) -> float:
        try:
            return self.initial_learning_rate * math.pow(self.decay_rate, self.time(step))
        except OverflowError:
            return math.inf if self.initial_learning_rate else 0.0
