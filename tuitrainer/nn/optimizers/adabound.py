"""AdaBound."""

from __future__ import annotations

from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn.optimizers.optimizer import Optimizer
from tuitrainer.nn.schedules import RateLike


class AdaBound(Optimizer):
    """Adam at first, gradient descent in the end: the rate of each entry is kept between two bounds that close in on
    `final_lr` (Luo, Xiong, Liu and Sun, "Adaptive gradient methods with dynamic bound of learning rate" (2019)).

    m_hat, v_hat as Adam; p -= clip(learning_rate / (sqrt(v_hat) + epsilon), low, high) * m_hat with
    low = final_lr * (1 - 1 / (gamma t + 1)) and high = final_lr * (1 + 1 / (gamma t)). The bounds do not follow
    `learning_rate`: however small that is, the steps end at `final_lr`.
    """

    NAME = "adabound"

    def __init__(
        self,
        learning_rate: RateLike = 1e-3,
        final_lr: float = 0.1,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        gamma: float = 1e-3,
        epsilon: float = 1e-8,
        clipnorm: float | None = None,
        global_clipnorm: float | None = None,
        clipvalue: float | None = None,
        gradient_accumulation_steps: int | None = None,
    ) -> None:
        with Check() as check:
            self.final_lr = check.number("final_lr", final_lr, above=0.0)
            self.beta_1 = check.number("beta_1", beta_1, minimum=0.0, below=1.0)
            self.beta_2 = check.number("beta_2", beta_2, minimum=0.0, below=1.0)
            self.gamma = check.number("gamma", gamma, above=0.0)
            self.epsilon = check.number("epsilon", epsilon, above=0.0)
            check.part(
                "",
                lambda: super(AdaBound, self).__init__(
                    learning_rate, clipnorm, global_clipnorm, clipvalue, gradient_accumulation_steps
                ),
            )

    @property
    def moment_names(self) -> tuple[str, ...]:
        return ("m", "v")

    def config(self) -> dict[str, Any]:
        return {
            **super().config(),
            "final_lr": self.final_lr,
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "gamma": self.gamma,
            "epsilon": self.epsilon,
        }

    def numbers_at(self, step: int, learning_rate: float) -> tuple[float, ...]:
        return learning_rate, float(step)

    def apply(
        self, backend: Backend, values: Array, gradient: Array, moments: tuple[Array, ...], numbers: Array, /
    ) -> None:
        m, v = moments
        hyperparameters = self.beta_1, self.beta_2, self.epsilon, self.final_lr, self.gamma
        backend.adabound_update(values, gradient, m, v, numbers, *hyperparameters)
