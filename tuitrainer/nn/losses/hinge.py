"""Losses of margins, as support vector machines have them: what is right by a margin of 1 costs nothing.

Crammer and Singer, "On the algorithmic implementation of multiclass kernel-based vector machines" (2001), for the one
of several classes.
"""

from __future__ import annotations

import numpy as np

from tuitrainer.base.errors import Problem
from tuitrainer.base.texts import _
from tuitrainer.nn.losses.loss import Float64s, HostLoss


class Hinge(HostLoss):
    """Mean over all entries of max(1 - target * prediction, 0); targets -1 or 1, and 0 is taken for -1."""

    def value_and_gradient(self, p: Float64s, t: Float64s, /) -> tuple[np.float64, Float64s]:
        sign = _signs(t)
        missing = np.maximum(1 - sign * p, 0.0)
        return missing.mean(), np.where(missing > 0, -sign, 0.0) / p.size


class SquaredHinge(HostLoss):
    """Mean over all entries of max(1 - target * prediction, 0)^2; targets -1 or 1, and 0 is taken for -1."""

    def value_and_gradient(self, p: Float64s, t: Float64s, /) -> tuple[np.float64, Float64s]:
        sign = _signs(t)
        missing = np.maximum(1 - sign * p, 0.0)
        return np.square(missing).mean(), -2 * sign * missing / p.size


class CategoricalHinge(HostLoss):
    """max(wrong - right + 1, 0) over the classes, averaged over the rest; targets one-hot.

    right = sum(target * prediction), wrong = max((1 - target) * prediction). At the right class that product is 0, so
    wrong is never below 0, as in Keras.
    """

    def misfit(self, target_shape: tuple[int, ...], output_shape: tuple[int, ...]) -> Problem:
        if target_shape == output_shape[:-1]:
            return Problem(_("the targets are class numbers, not one value per class"), "target", ("(N, K)",))
        return super().misfit(target_shape, output_shape)

    def value_and_gradient(self, p: Float64s, t: Float64s, /) -> tuple[np.float64, Float64s]:
        others = (1 - t) * p
        worst = others.argmax(axis=-1, keepdims=True)
        wrong = np.take_along_axis(others, worst, axis=-1)
        missing = np.maximum(wrong - (t * p).sum(axis=-1, keepdims=True) + 1, 0.0)
        gradient = -t
        np.put_along_axis(gradient, worst, np.take_along_axis(1 - 2 * t, worst, axis=-1), axis=-1)
        return missing.mean(), np.where(missing > 0, gradient, 0.0) / missing.size


def _signs(t: Float64s) -> Float64s:
    return np.where(t == 0, -1.0, t)
