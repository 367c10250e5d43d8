"""Adam with the largest gradient instead of the mean square."""

from __future__ import annotations

from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn.optimizers.optimizer import Optimizer
from tuitrainer.nn.schedules import RateLike


class Adamax(Optimizer):
    """Adam with the infinity norm (Kingma and Ba (2015), algorithm 2, with epsilon against a division by 0).

    m = beta_1 m + (1 - beta_1) g; u = max(beta_2 u, |g|); p -= learning_rate / (1 - beta_1^t) * m / (u + epsilon).
    """

    NAME = "adamax"

    def __init__(
        self,
        learning_rate: RateLike = 1e-3,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        clipnorm: float | None = None,
        global_clipnorm: float | None = None,
        clipvalue: float | None = None,
        gradient_accumulation_steps: int | None = None,
    ) -> None:
        with Check() as check:
            self.beta_1 = check.number("beta_1", beta_1, minimum=0.0, below=1.0)
            self.beta_2 = check.number("beta_2", beta_2, minimum=0.0, below=1.0)
            self.epsilon = check.number("epsilon", epsilon, above=0.0)
            check.part(
                "",
                lambda: super(Adamax, self).__init__(
                    learning_rate, clipnorm, global_clipnorm, clipvalue, gradient_accumulation_steps
                ),
            )

    @property
    def moment_names(self) -> tuple[str, ...]:
        return ("m", "u")

    def config(self) -> dict[str, Any]:
        return {
            **super().config(),
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
        }

    def numbers_at(self, step: int, learning_rate: float) -> tuple[float, ...]:
        return learning_rate, float(step)

    def apply(
        self, backend: Backend, values: Array, gradient: Array, moments: tuple[Array, ...], numbers: Array, /
    ) -> None:
        m, u = moments
        backend.adamax_update(values, gradient, m, u, numbers, self.beta_1, self.beta_2, self.epsilon)
