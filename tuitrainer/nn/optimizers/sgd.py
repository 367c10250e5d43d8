"""Gradient descent, with momentum where that is asked for."""

from __future__ import annotations

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn.optimizers.optimizer import Optimizer


class SGD(Optimizer):
    """p -= learning_rate * g; with momentum v = momentum * v - learning_rate * g and p += v.

    Nesterov's variant looks ahead: p += momentum * v - learning_rate * g (Sutskever et al., 2013). Without momentum
    it is the plain rule.
    """

    NAME = "sgd"

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.0, nesterov: bool = False) -> None:
        with Check() as check:
            self.momentum = check.number("momentum", momentum, minimum=0.0, maximum=1.0)
            self.nesterov = check.flag("nesterov", nesterov)
            check.part("", lambda: super(SGD, self).__init__(learning_rate))

    @property
    def moment_names(self) -> tuple[str, ...]:
        return ("velocity",) if self.momentum else ()

    @property
    def rule(self) -> tuple[str, tuple[float, ...]]:
        if not self.momentum:
            return "sgd", ()
        return "nesterov" if self.nesterov else "momentum", (self.momentum,)

    def config(self) -> dict[str, float | bool]:
        return {"learning_rate": self.learning_rate, "momentum": self.momentum, "nesterov": self.nesterov}

    def apply(self, backend: Backend, values: Array, gradient: Array, moments: tuple[Array, ...], /) -> None:
        if moments:
            backend.momentum_update(values, gradient, moments[0], self.learning_rate, self.momentum, self.nesterov)
        else:
            backend.sgd_update(values, gradient, self.learning_rate)
