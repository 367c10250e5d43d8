"""A rate that falls when the loss no longer does."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer.base.checks import Check
from tuitrainer.nn.schedules.schedule import Schedule


class ReduceOnPlateau(Schedule):
    """The rate is multiplied by `factor` (never below `min_lr`) after `patience` epochs in a row without improvement.

    An epoch improves when its loss is more than `min_delta` below the best one. After a reduction the waiting begins
    again with the `cooldown`-th epoch, as in Keras. Whoever trains calls `observe` after each epoch; a session does,
    with the loss on the held-out examples where there are some. The last three arguments say where an earlier one
    stood, for a run that is resumed: the best loss (None: none yet), the epochs waited, and those left to cool down.
    """

    NAME = "reduce_on_plateau"

    def __init__(
        self,
        learning_rate: float,
        factor: float = 0.1,
        patience: int = 10,
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
        best: float | None = None,
        waited: int = 0,
        cooling: int = 0,
    ) -> None:
        with Check() as check:
            self.learning_rate = check.number("learning_rate", learning_rate, minimum=0.0)
            self.factor = check.number("factor", factor, minimum=0.0, below=1.0)
            self.patience = check.whole_number("patience", patience, minimum=1)
            self.min_delta = check.number("min_delta", min_delta, minimum=0.0)
            self.cooldown = check.whole_number("cooldown", cooldown, minimum=0)
            self.min_lr = check.number("min_lr", min_lr, minimum=0.0)
            self.best = math.inf if best is None else check.number("best", best)
            self.waited = check.whole_number("waited", waited, minimum=0)
            self.cooling = check.whole_number("cooling", cooling, minimum=0)

    def __call__(self, _step: int) -> float:
        return self.learning_rate

    def config(self) -> dict[str, Any]:
        return {
            "learning_rate": self.learning_rate,
            "factor": self.factor,
            "patience": self.patience,
            "min_delta": self.min_delta,
            "cooldown": self.cooldown,
            "min_lr": self.min_lr,
            "best": self.best if math.isfinite(self.best) else None,
            "waited": self.waited,
            "cooling": self.cooling,
        }

    def rates(self, _first: int, count: int) -> npt.NDArray[np.float64]:
        return np.full(count, self.learning_rate)

    def observe(self, loss: float) -> None:
        if self.cooling:
            self.cooling -= 1
            self.waited = 0
        if loss < self.best - self.min_delta:
            self.best, self.waited = float(loss), 0
        elif not self.cooling:
            self.waited += 1
            if self.waited >= self.patience and self.learning_rate > self.min_lr:
                self.learning_rate = max(self.learning_rate * self.factor, self.min_lr)
                self.waited, self.cooling = 0, self.cooldown
