"""Adadelta."""

from __future__ import annotations

from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn.optimizers.optimizer import Optimizer
from tuitrainer.nn.schedules import RateLike


class Adadelta(Optimizer):
    """Zeiler, "ADADELTA: an adaptive learning rate method" (2012), algorithm 1.

    a = rho a + (1 - rho) g^2; u = g * sqrt(d + epsilon) / sqrt(a + epsilon); d = rho d + (1 - rho) u^2;
    p -= learning_rate * u. The paper has no learning rate, that is, 1.
    """

    NAME = "adadelta"

    def __init__(
        self,
        learning_rate: RateLike = 1e-3,
        rho: float = 0.95,
        epsilon: float = 1e-7,
        clipnorm: float | None = None,
        global_clipnorm: float | None = None,
        clipvalue: float | None = None,
        gradient_accumulation_steps: int | None = None,
    ) -> None:
        with Check() as check:
            self.rho = check.number("rho", rho, minimum=0.0, below=1.0)
            self.epsilon = check.number("epsilon", epsilon, above=0.0)
            check.part(
                "",
                lambda: super(Adadelta, self).__init__(
                    learning_rate, clipnorm, global_clipnorm, clipvalue, gradient_accumulation_steps
                ),
            )

    @property
    def moment_names(self) -> tuple[str, ...]:
        return ("squared_gradient", "squared_update")

    def config(self) -> dict[str, Any]:
        return {
            **super().config(),
            "rho": self.rho,
            "epsilon": self.epsilon,
        }

    def apply(
        self, backend: Backend, values: Array, gradient: Array, moments: tuple[Array, ...], numbers: Array, /
    ) -> None:
        squared_gradient, squared_update = moments
        backend.adadelta_update(values, gradient, squared_gradient, squared_update, numbers, self.rho, self.epsilon)
