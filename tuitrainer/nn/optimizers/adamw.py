"""Adam whose weight decay does not go through its moments."""

from __future__ import annotations

from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn.optimizers.optimizer import Optimizer
from tuitrainer.nn.schedules import RateLike


class AdamW(Optimizer):
    """Adam with decoupled weight decay: p -= learning_rate * weight_decay * p, then Adam's step (Loshchilov and Hutter,
    "Decoupled weight decay regularization" (2019), algorithm 2).

    An l2 penalty would be divided by sqrt(v_hat) like the rest of the gradient, and so hardly act on weights whose
    gradients are large. Every trainable parameter decays, biases too.
    """

    NAME = "adamw"

    def __init__(
        self,
        learning_rate: RateLike = 1e-3,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        clipnorm: float | None = None,
        global_clipnorm: float | None = None,
        clipvalue: float | None = None,
        gradient_accumulation_steps: int | None = None,
    ) -> None:
        with Check() as check:
            self.weight_decay = check.number("weight_decay", weight_decay, minimum=0.0)
            self.beta_1 = check.number("beta_1", beta_1, minimum=0.0, below=1.0)
            self.beta_2 = check.number("beta_2", beta_2, minimum=0.0, below=1.0)
            self.epsilon = check.number("epsilon", epsilon, above=0.0)
            check.part(
                "",
                lambda: super(AdamW, self).__init__(
                    learning_rate, clipnorm, global_clipnorm, clipvalue, gradient_accumulation_steps
                ),
            )

    @property
    def moment_names(self) -> tuple[str, ...]:
        return ("m", "v")

    def config(self) -> dict[str, Any]:
        return {
            **super().config(),
            "weight_decay": self.weight_decay,
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
        hyperparameters = self.beta_1, self.beta_2, self.epsilon, self.weight_decay
        backend.adam_update(values, gradient, m, v, numbers, *hyperparameters)
