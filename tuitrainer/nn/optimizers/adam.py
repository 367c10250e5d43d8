"""Adam."""

from __future__ import annotations

from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn.optimizers.optimizer import Optimizer
from tuitrainer.nn.schedules import RateLike


class Adam(Optimizer):
    """Algorithm 1 of Kingma and Ba, "Adam: a method for stochastic optimization" (2015).

    m = beta_1 m + (1 - beta_1) g; v = beta_2 v + (1 - beta_2) g^2; both divided by 1 - beta^t;
    p -= learning_rate * m_hat / (sqrt(v_hat) + epsilon).
    """

    NAME = "adam"

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
                lambda: super(Adam, self).__init__(
                    learning_rate, clipnorm, global_clipnorm, clipvalue, gradient_accumulation_steps
                ),
            )

    @property
    def moment_names(self) -> tuple[str, ...]:
        return ("m", "v")

    @property
    def compiled_rule(self) -> tuple[str, tuple[float, ...]] | None:
        return "adam", (self.beta_1, self.beta_2, self.epsilon)

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
        m, v = moments
        backend.adam_update(values, gradient, m, v, numbers, self.beta_1, self.beta_2, self.epsilon, 0.0)
