"""The loss of directions."""

from __future__ import annotations

import numpy as np

from tuitrainer.nn.losses.loss import CLIP, Float64s, HostLoss


class CosineSimilarity(HostLoss):
    """Minus the cosine of the angle between prediction and target over the last axis, averaged over the rest.

    -1 where they point the same way, 0 at right angles, 1 in opposite ways. A vector shorter than 1e-7 is divided by
    1e-7 instead of its length; such a prediction has no direction that could be bettered, and the gradient 0.
    """

    def value_and_gradient(self, p: Float64s, t: Float64s, /) -> tuple[np.float64, Float64s]:
        length = np.sqrt(np.square(p).sum(axis=-1, keepdims=True))
        bounded = np.maximum(length, CLIP)
        direction = p / bounded
        wanted = t / np.maximum(np.sqrt(np.square(t).sum(axis=-1, keepdims=True)), CLIP)
        cosine = (direction * wanted).sum(axis=-1, keepdims=True)
        gradient = np.where(length < CLIP, 0.0, (cosine * direction - wanted) / bounded)
        return -cosine.mean(), gradient / cosine.size
