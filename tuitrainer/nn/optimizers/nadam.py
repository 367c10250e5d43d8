"""Adam with the momentum of Nesterov."""

from __future__ import annotations

from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn.optimizers.optimizer import Optimizer
from tuitrainer.nn.schedules import RateLike


class Nadam(Optimizer):
    """Dozat, "Incorporating Nesterov momentum into Adam" (2016), with the momentum of step t rising as the author's
    report advises: mu_t = beta_1 * (1 - 0.96^t / 2).

    m, v as Adam; m_bar = (1 - mu_t) g / (1 - mu_1 ... mu_t) + mu_(t+1) m / (1 - mu_1 ... mu_(t+1));
    p -= learning_rate * m_bar / (sqrt(v / (1 - beta_2^t)) + epsilon).
    """

    NAME = "nadam"

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
                lambda: super(Nadam, self).__init__(
                    learning_rate, clipnorm, global_clipnorm, clipvalue, gradient_accumulation_steps
                ),
            )
        self._product = (0, 1.0)

    @property
    def moment_names(self) -> tuple[str, ...]:
        return ("m", "v")

    def config(self) -> dict[str, Any]:
        return {
            **super().config(),
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
        }

    def numbers_at(self, step: int, learning_rate: float) -> tuple[float, ...]:
        now, following, product = self._momentum(step), self._momentum(step + 1), self._product_until(step)
        factors = (1 - now) / (1 - product), following / (1 - product * following), 1 / (1 - self.beta_2**step)
        return learning_rate, *factors

    def apply(
        self, backend: Backend, values: Array, gradient: Array, moments: tuple[Array, ...], numbers: Array, /
    ) -> None:
        m, v = moments
        backend.nadam_update(values, gradient, m, v, numbers, self.beta_1, self.beta_2, self.epsilon)

    def _momentum(self, step: int) -> float:
        return self.beta_1 * (1 - 0.5 * 0.96**step)

    def _product_until(self, step: int) -> float:
        """mu_1 ... mu_step. The latest one is kept; after going back it is multiplied again, number by number."""
        known, product = self._product
        if step < known:
            known, product = 0, 1.0
        for later in range(known + 1, step + 1):
            product *= self._momentum(later)
        self._product = step, product
        return product
