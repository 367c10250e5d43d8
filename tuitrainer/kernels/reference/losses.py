"""The losses that go with an activation of their own, taken together because only together are they exact.

The gradient of a cross-entropy through its softmax or sigmoid is simply (probability - target), and its logarithm never
meets a probability that was rounded to 0 (Goodfellow, Bengio and Courville, "Deep learning" (2016), section 6.2.2).
"""

from __future__ import annotations

import numpy as np

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.reference.activations import sigmoid, softplus


@np.errstate(all="ignore")
def softmax_cross_entropy(logits: Array, targets: Array, loss: Array, out: Array) -> None:
    log_probabilities = _log_softmax(logits)
    loss[0] = -np.sum(targets * log_probabilities, axis=-1).mean(dtype=np.float64)
    out[...] = (np.exp(log_probabilities) - targets) / len(logits)


@np.errstate(all="ignore")
def sparse_softmax_cross_entropy(logits: Array, labels: Array, loss: Array, out: Array) -> None:
    log_probabilities = _log_softmax(logits)
    rows = np.arange(len(logits))
    loss[0] = -log_probabilities[rows, labels].mean(dtype=np.float64)
    out[...] = np.exp(log_probabilities)
    out[rows, labels] -= 1
    out /= len(logits)


@np.errstate(all="ignore")
def sigmoid_cross_entropy(logits: Array, targets: Array, loss: Array, out: Array) -> None:
    """With -log s(z) = softplus(z) - z and -log(1 - s(z)) = softplus(z) the loss is softplus(z) - t z.

    Both terms are large where z is; max(z, 0) - t z is taken first, so that their difference keeps its digits.
    """
    losses = np.maximum(logits, 0) - targets * logits + softplus(-np.abs(logits))
    out[...] = (sigmoid(logits) - targets) / logits.size
    loss[0] = losses.mean(dtype=np.float64)


@np.errstate(all="ignore")
def mean_squared_error(prediction: Array, target: Array, loss: Array, out: Array) -> None:
    difference = prediction - target
    out[...] = 2 * difference / difference.size
    loss[0] = np.square(difference).mean(dtype=np.float64)


def _log_softmax(x: Array) -> Array:
    shifted = x - x.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))
