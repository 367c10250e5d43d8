"""Gradient descent, with momentum where that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn.optimizers.optimizer import Optimizer
from tuitrainer.nn.schedules import InverseTimeDecay, RateLike, Schedule


class SGD(Optimizer):
    """p -= learning_rate * g; with momentum v = momentum * v - learning_rate * g and p += v.

    Nesterov's variant looks ahead: p += momentum * v - learning_rate * g (Sutskever et al., 2013). Without momentum
    it is the plain rule. `decay` is short for a schedule: the rate at step t, from 0, is learning_rate / (1 + decay t).
    """

    NAME = "sgd"

    def __init__(
        self,
        learning_rate: RateLike = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        decay: float = 0.0,
        clipnorm: float | None = None,
        global_clipnorm: float | None = None,
        clipvalue: float | None = None,
        gradient_accumulation_steps: int | None = None,
    ) -> None:
        with Check() as check:
            self.momentum = check.number("momentum", momentum, minimum=0.0, maximum=1.0)
            self.nesterov = check.flag("nesterov", nesterov)
            decay = check.number("decay", decay, minimum=0.0)
            check.part(
                "",
                lambda: super(SGD, self).__init__(
                    learning_rate, clipnorm, global_clipnorm, clipvalue, gradient_accumulation_steps
                ),
            )
            if decay and isinstance(learning_rate, Mapping | Schedule):
                check.wrong("decay", _("a schedule decides on the learning rate already"))
        if decay:
            self.schedule = InverseTimeDecay(self.learning_rate, 1, decay)

    @property
    def moment_names(self) -> tuple[str, ...]:
        return ("velocity",) if self.momentum else ()

    @property
    def compiled_rule(self) -> tuple[str, tuple[float, ...]] | None:
        if not self.momentum:
            return "sgd", ()
        return "nesterov" if self.nesterov else "momentum", (self.momentum,)

    def config(self) -> dict[str, Any]:
        return {**super().config(), "momentum": self.momentum, "nesterov": self.nesterov}

    def apply(
        self, backend: Backend, values: Array, gradient: Array, moments: tuple[Array, ...], numbers: Array, /
    ) -> None:
        if moments:
            backend.momentum_update(values, gradient, moments[0], numbers, self.momentum, self.nesterov)
        else:
            backend.sgd_update(values, gradient, numbers)
