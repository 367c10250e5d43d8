"""RMSprop."""

from __future__ import annotations

from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn.optimizers.optimizer import Optimizer
from tuitrainer.nn.schedules import RateLike


class RMSprop(Optimizer):
    """Each gradient is divided by the root of the mean of its recent squares (Hinton, Srivastava and Swersky, "Neural
    networks for machine learning", Coursera lecture 6e (2012)).

    v = rho v + (1 - rho) g^2; p -= learning_rate * g / (sqrt(v) + epsilon).
    """

    NAME = "rmsprop"

    def __init__(
        self,
        learning_rate: RateLike = 1e-3,
        rho: float = 0.9,
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
                lambda: super(RMSprop, self).__init__(
                    learning_rate, clipnorm, global_clipnorm, clipvalue, gradient_accumulation_steps
                ),
            )

    @property
    def moment_names(self) -> tuple[str, ...]:
        return ("velocity",)

    def config(self) -> dict[str, Any]:
        return {
            **super().config(),
            "rho": self.rho,
            "epsilon": self.epsilon,
        }

    def apply(
        self, backend: Backend, values: Array, gradient: Array, moments: tuple[Array, ...], numbers: Array, /
    ) -> None:
        backend.rmsprop_update(values, gradient, moments[0], numbers, self.rho, self.epsilon)
