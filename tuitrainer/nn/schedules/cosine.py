"""Rates that fall along half a wave of the cosine: slowly, then fast, then slowly."""

from __future__ import annotations

import math
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.base.texts import _
from tuitrainer.nn.schedules.schedule import Schedule


class CosineDecay(Schedule):
    """From a first rate r to alpha * r within `decay_steps`, where it stays (Loshchilov and Hutter, "SGDR: stochastic
    gradient descent with warm restarts" (2017), equation 5, without restarts).

    r * ((1 - alpha) * (1 + cos(pi * x)) / 2 + alpha) with x = step / decay_steps, at most 1. Here r is
    initial_learning_rate; with a `warmup_target` the rate first rises to that in a straight line over `warmup_steps`,
    and the decay begins there.
    """

    NAME = "cosine_decay"

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        alpha: float = 0.0,
        warmup_target: float | None = None,
        warmup_steps: int = 0,
    ) -> None:
        with Check() as check:
            self.initial_learning_rate = check.number("initial_learning_rate", initial_learning_rate, minimum=0.0)
            self.decay_steps = check.whole_number("decay_steps", decay_steps, minimum=1)
            self.alpha = check.number("alpha", alpha, minimum=0.0)
            self.warmup_target = (
                None if warmup_target is None else check.number("warmup_target", warmup_target, minimum=0.0)
            )
            self.warmup_steps = check.whole_number("warmup_steps", warmup_steps, minimum=0)
            if warmup_target is None and self.warmup_steps:
                check.wrong("warmup_target", _("a warm-up needs the rate that it leads to"))

    def __call__(self, step: int) -> float:
        if self.warmup_target is None:
            return self._decayed(self.initial_learning_rate, step)
        if step < self.warmup_steps:
            rise = self.warmup_target - self.initial_learning_rate
            return self.initial_learning_rate + rise * step / self.warmup_steps
        return self._decayed(self.warmup_target, step - self.warmup_steps)

    def config(self) -> dict[str, Any]:
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "alpha": self.alpha,
            "warmup_target": self.warmup_target,
            "warmup_steps": self.warmup_steps,
        }

    def _decayed(self, rate: float, step: int) -> float:
        x = min(step / self.decay_steps, 1.0)
        return rate * ((1 - self.alpha) * (1 + math.cos(math.pi * x)) / 2 + self.alpha)
