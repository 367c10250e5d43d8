"""Adagrad."""

from __future__ import annotations

from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn.optimizers.optimizer import Optimizer
from tuitrainer.nn.schedules import RateLike


class Adagrad(Optimizer):
    """Each gradient is divided by the root of the sum of all its squares: what was seen rarely moves far (Duchi, Hazan
    and Singer, "Adaptive subgradient methods for online learning and stochastic optimization" (2011)).

    a += g^2; p -= learning_rate * g / (sqrt(a) + epsilon), where a starts at `initial_accumulator_value`, so that the
    first steps are not all of the size learning_rate.
    """

    NAME = "adagrad"

    def __init__(
        self,
        learning_rate: RateLike = 1e-3,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        clipnorm: float | None = None,
        global_clipnorm: float | None = None,
        clipvalue: float | None = None,
        gradient_accumulation_steps: int | None = None,
    ) -> None:
        with Check() as check:
            self.initial_accumulator_value = check.number(
                "initial_accumulator_value", initial_accumulator_value, minimum=0.0
            )
            self.epsilon = check.number("epsilon", epsilon, above=0.0)
            check.part(
                "",
                lambda: super(Adagrad, self).__init__(
                    learning_rate, clipnorm, global_clipnorm, clipvalue, gradient_accumulation_steps
                ),
            )

    @property
    def moment_names(self) -> tuple[str, ...]:
        return ("accumulator",)

    def initial_moment(self, name: str) -> float:
        return self.initial_accumulator_value if name == "accumulator" else super().initial_moment(name)

    def config(self) -> dict[str, Any]:
        return {
            **super().config(),
            "initial_accumulator_value": self.initial_accumulator_value,
            "epsilon": self.epsilon,
        }

    def apply(
        self, backend: Backend, values: Array, gradient: Array, moments: tuple[Array, ...], numbers: Array, /
    ) -> None:
        backend.adagrad_update(values, gradient, moments[0], numbers, self.epsilon)
