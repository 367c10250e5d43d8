"""Losses of what is distributed: whole distributions (Kullback-Leibler) and counts (Poisson)."""

from __future__ import annotations

import numpy as np

from tuitrainer.nn.losses.loss import CLIP, Float64s, HostLoss


class KLDivergence(HostLoss):
    """sum(target * log(target / prediction)) over the last axis, averaged over the rest; both within [1e-7, 1].

    0 where they are equal, else larger: what is lost by taking the prediction for the target (Kullback and Leibler, "On
    information and sufficiency", 1951). The gradient is 0 where a prediction was outside.
    """

    def value_and_gradient(self, p: Float64s, t: Float64s, /) -> tuple[np.float64, Float64s]:
        rows = p.size // p.shape[-1]
        inside, wanted = np.clip(p, CLIP, 1.0), np.clip(t, CLIP, 1.0)
        clipped = (p < CLIP) | (p > 1.0)
        return (wanted * np.log(wanted / inside)).sum() / rows, np.where(clipped, 0.0, -wanted / inside) / rows


class Poisson(HostLoss):
    """Mean over all entries of prediction - target * log(prediction + 1e-7), the prediction being an expected count.

    Minus the logarithm of Poisson's probability of the target, without the part that does not depend on the prediction.
    Below 0 it is nan, as no count can be expected there.
    """

    def value_and_gradient(self, p: Float64s, t: Float64s, /) -> tuple[np.float64, Float64s]:
        return (p - t * np.log(p + CLIP)).mean(), (1 - t / (p + CLIP)) / p.size
