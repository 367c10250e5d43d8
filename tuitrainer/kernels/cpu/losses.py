"""The losses that go with an activation of their own; each kernel returns the loss and writes its gradient.

Losses are added up in float64: over many entries float32 would lose the digits that a plateau is judged by.
"""

from __future__ import annotations

import math

import numpy as np

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cpu._jit import kernel, one_type
from tuitrainer.kernels.cpu._mathematics import exponential, sigmoid
from tuitrainer.kernels.cpu.activations import normalize_powers, subtract_largest


def softmax_cross_entropy(logits: Array, targets: Array, loss: Array, out: Array) -> None:
    loss[0] = softmax_loss(one_type(logits), one_type(targets), out)


def sparse_softmax_cross_entropy(logits: Array, labels: Array, loss: Array, out: Array) -> None:
    loss[0] = sparse_softmax_loss(one_type(logits), one_type(labels), out)


def sigmoid_cross_entropy(logits: Array, targets: Array, loss: Array, out: Array) -> None:
    loss[0] = sigmoid_loss(as_rows(one_type(logits)), as_rows(one_type(targets)), as_rows(out))


def mean_squared_error(prediction: Array, target: Array, loss: Array, out: Array) -> None:
    loss[0] = squared_loss(as_rows(one_type(prediction)), as_rows(one_type(target)), as_rows(out))


def as_rows(x: Array) -> Array:
    return x if x.ndim == 2 else x.reshape(-1, x.shape[-1])


@kernel
def softmax_loss(logits: Array, targets: Array, out: Array) -> float:
    """With s_j = z_j - max z the loss of a row is log(sum of e^s_j) - sum of t_j s_j: both terms at least 0."""
    rows, classes = logits.shape
    loss = 0.0
    subtract_largest(logits, out)
    for i in range(rows):
        for j in range(classes):
            loss -= targets[i, j] * out[i, j]
    loss += normalize_powers(out)
    for i in range(rows):
        for j in range(classes):
            out[i, j] = (out[i, j] - targets[i, j]) / rows
    return float(loss / rows)


@kernel
def sparse_softmax_loss(logits: Array, labels: Array, out: Array) -> float:
    """Raises IndexError for a label outside 0..K-1, which would be written outside the gradient."""
    rows, classes = logits.shape
    loss = 0.0
    subtract_largest(logits, out)
    for i in range(rows):
        if labels[i] < 0 or labels[i] >= classes:
            raise IndexError("a label is outside the classes")
        loss -= out[i, labels[i]]
    loss += normalize_powers(out)
    for i in range(rows):
        out[i, labels[i]] -= 1
        for j in range(classes):
            out[i, j] /= rows
    return float(loss / rows)


@kernel
def sigmoid_loss(logits: Array, targets: Array, out: Array) -> float:
    """With z a logit the loss is log(1 + e^z) - t z = max(z, 0) - t z + log(1 + e^-|z|)."""
    rows, units = logits.shape
    loss = 0.0
    for i in range(rows):
        for j in range(units):
            z, t = np.float64(logits[i, j]), targets[i, j]
            loss += (0 if z <= 0 else z) - t * z + math.log1p(exponential(-abs(z)))
            out[i, j] = (sigmoid(z) - t) / (rows * units)
    return float(loss / (rows * units))


@kernel
def squared_loss(prediction: Array, target: Array, out: Array) -> float:
    rows, units = prediction.shape
    loss = 0.0
    for i in range(rows):
        for j in range(units):
            difference = np.float64(prediction[i, j]) - target[i, j]
            loss += difference * difference
            out[i, j] = 2 * difference / (rows * units)
    return float(loss / (rows * units))
