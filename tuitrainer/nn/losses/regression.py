"""Losses of numbers, all averaged over all entries: for a difference d = prediction - target."""

from __future__ import annotations

import numpy as np

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn.arrays import as_rows
from tuitrainer.nn.losses.loss import CLIP, Float64s, HostLoss, Loss


class MeanSquaredError(Loss):
    """d^2."""

    verb = "mean_squared_error"

    def compute(self, backend: Backend, prediction: Array, target: Array, loss: Array, out: Array) -> None:
        backend.mean_squared_error(as_rows(prediction), as_rows(target), loss, as_rows(out))


class MeanAbsoluteError(HostLoss):
    """|d|; the gradient is 0 where d is."""

    def value_and_gradient(self, p: Float64s, t: Float64s, /) -> tuple[np.float64, Float64s]:
        d = p - t
        return np.abs(d).mean(), np.sign(d) / d.size


class MeanAbsolutePercentageError(HostLoss):
    """100 |d| / max(|target|, 1e-7): how far off in percent of the target."""

    def value_and_gradient(self, p: Float64s, t: Float64s, /) -> tuple[np.float64, Float64s]:
        d, size = p - t, np.maximum(np.abs(t), CLIP)
        return 100 * (np.abs(d) / size).mean(), 100 * np.sign(d) / size / d.size


class MeanSquaredLogarithmicError(HostLoss):
    """(log(prediction + 1) - log(target + 1))^2, both at least 1e-7; the gradient is 0 where a prediction was less."""

    def value_and_gradient(self, p: Float64s, t: Float64s, /) -> tuple[np.float64, Float64s]:
        d = np.log1p(np.maximum(p, CLIP)) - np.log1p(np.maximum(t, CLIP))
        return np.square(d).mean(), np.where(p < CLIP, 0.0, 2 * d / (p + 1)) / d.size


class Huber(HostLoss):
    """d^2 / 2 up to |d| = delta, beyond it the straight line that goes on from there: delta |d| - delta^2 / 2.

    So outliers pull no harder than delta (Huber, "Robust estimation of a location parameter", 1964).
    """

    def __init__(self, delta: float = 1.0) -> None:
        with Check() as check:
            self.delta = check.number("delta", delta, above=0.0)

    def value_and_gradient(self, p: Float64s, t: Float64s, /) -> tuple[np.float64, Float64s]:
        d = p - t
        pull = np.clip(d, -self.delta, self.delta)
        return (pull * d - pull * pull / 2).mean(), pull / d.size


class LogCosh(HostLoss):
    """log cosh d = |d| + log(1 + e^(-2|d|)) - log 2: like d^2 / 2 when small, like |d| - log 2 when large."""

    def value_and_gradient(self, p: Float64s, t: Float64s, /) -> tuple[np.float64, Float64s]:
        d = p - t
        size = np.abs(d)
        return (size + np.log1p(np.exp(-2 * size)) - np.log(2.0)).mean(), np.tanh(d) / d.size
