"""The activations and their derivatives: one loop each, chosen by the activation's place in ACTIVATIONS."""

from __future__ import annotations

import math

import numpy as np

from tuitrainer.kernels.backend import ACTIVATIONS, Array
from tuitrainer.kernels.cpu._jit import kernel, one_type
from tuitrainer.kernels.cpu._mathematics import (
    exponential,
    exponential_minus_one,
    normal_distribution,
    sigmoid,
    softplus,
    tanh,
)
from tuitrainer.kernels.reference.activations import LEAKY_RELU_SLOPE, SELU_ALPHA, SELU_SCALE

(
    LINEAR, RELU, LEAKY_RELU, ELU, SELU, GELU, SOFTPLUS, SOFTSIGN, TANH, SIGMOID, HARD_SIGMOID, EXPONENTIAL, SOFTMAX,
    HEAVISIDE,
) = range(len(ACTIVATIONS))  # fmt: skip


def activation(name: str, x: Array, out: Array) -> None:
    forward(ACTIVATIONS.index(name), x.shape[-1], one_type(x).reshape(-1), out.reshape(-1))


def activation_gradient(name: str, x: Array, y: Array, dy: Array, out: Array) -> None:
    x, y, dy = one_type(x), one_type(y), one_type(dy)
    backward(ACTIVATIONS.index(name), x.shape[-1], x.reshape(-1), y.reshape(-1), dy.reshape(-1), out.reshape(-1))


@kernel
def forward(code: int, classes: int, x: Array, out: Array) -> None:
    """out = activation number `code` of x, both flat; `classes` is the length of a row, which only softmax asks for."""
    zero, one = x.dtype.type(0), x.dtype.type(1)
    if code == SOFTMAX:
        softmax(x.reshape(-1, classes), out.reshape(-1, classes))
    elif code == LINEAR:
        for i in range(x.size):
            out[i] = x[i]
    elif code == RELU:
        for i in range(x.size):
            out[i] = zero if x[i] <= zero else x[i]
    elif code == LEAKY_RELU:
        slope = x.dtype.type(LEAKY_RELU_SLOPE)
        for i in range(x.size):
            out[i] = x[i] if x[i] > zero else slope * x[i]
    elif code in (ELU, SELU):
        scale, alpha = (SELU_SCALE, SELU_ALPHA) if code == SELU else (1.0, 1.0)
        for i in range(x.size):
            z = np.float64(x[i])
            out[i] = scale * (z if z > 0 else alpha * exponential_minus_one(z))
    elif code == GELU:
        for i in range(x.size):
            out[i] = x[i] * normal_distribution(np.float64(x[i]))
    elif code == SOFTPLUS:
        for i in range(x.size):
            out[i] = softplus(np.float64(x[i]))
    elif code == SOFTSIGN:
        for i in range(x.size):
            out[i] = x[i] / (one + abs(x[i]))
    elif code == TANH:
        for i in range(x.size):
            out[i] = tanh(np.float64(x[i]))
    elif code == SIGMOID:
        for i in range(x.size):
            out[i] = sigmoid(np.float64(x[i]))
    elif code == HARD_SIGMOID:
        for i in range(x.size):
            z = x[i] / 6 + 0.5
            out[i] = 0 if z < 0 else 1 if z > 1 else z
    elif code == EXPONENTIAL:
        for i in range(x.size):
            out[i] = exponential(np.float64(x[i]))
    elif code == HEAVISIDE:
        for i in range(x.size):
            out[i] = one if x[i] >= zero else zero if x[i] < zero else x[i]


@kernel
def softmax(x: Array, out: Array) -> None:
    """out = softmax of each row of x (N, K)."""
    subtract_largest(x, out)
    normalize_powers(out)


@kernel
def subtract_largest(x: Array, out: Array) -> None:
    """out = x - the largest of its row, which changes no softmax but keeps every power within bounds."""
    rows, classes = x.shape
    for i in range(rows):
        largest = x[i, 0]
        for j in range(classes):
            largest = max(largest, x[i, j])
        for j in range(classes):
            out[i, j] = x[i, j] - largest


@kernel
def normalize_powers(out: Array) -> float:
    """out = e^out, divided by the sum of its row; returns the logarithms of these sums, added up.

    The powers are taken over the whole array first: the rows alone may be too short for SIMD code.
    """
    rows, classes = out.shape
    powers = out.reshape(-1)
    for i in range(powers.size):
        powers[i] = exponential(np.float64(powers[i]))
    logarithms = 0.0
    for i in range(rows):
        total = 0.0
        for j in range(classes):
            total += out[i, j]
        logarithms += math.log(total)
        for j in range(classes):
            out[i, j] /= total
    return logarithms


@kernel
def backward(code: int, classes: int, x: Array, y: Array, dy: Array, out: Array) -> None:
    """out = dy times the derivative of activation number `code` at x, where its value is y; all flat."""
    zero, one = x.dtype.type(0), x.dtype.type(1)
    if code == SOFTMAX:
        softmax_backward(y.reshape(-1, classes), dy.reshape(-1, classes), out.reshape(-1, classes))
    elif code == LINEAR:
        for i in range(x.size):
            out[i] = dy[i]
    elif code == RELU:
        for i in range(x.size):
            out[i] = dy[i] if y[i] > zero else zero
    elif code == LEAKY_RELU:
        slope = x.dtype.type(LEAKY_RELU_SLOPE)
        for i in range(x.size):
            out[i] = dy[i] if y[i] > zero else slope * dy[i]
    elif code in (ELU, SELU):
        scale, alpha = (SELU_SCALE, SELU_ALPHA) if code == SELU else (1.0, 1.0)
        for i in range(x.size):
            out[i] = dy[i] * (scale if y[i] > zero else y[i] + scale * alpha)
    elif code == GELU:
        for i in range(x.size):
            z = np.float64(x[i])
            density = exponential(-0.5 * z * z) / math.sqrt(2 * math.pi)
            out[i] = dy[i] * (normal_distribution(z) + z * density)
    elif code == SOFTPLUS:
        for i in range(x.size):
            out[i] = dy[i] * sigmoid(np.float64(x[i]))
    elif code == SOFTSIGN:
        for i in range(x.size):
            scale = one + abs(x[i])
            out[i] = dy[i] / (scale * scale)
    elif code == TANH:
        for i in range(x.size):
            out[i] = dy[i] * (one - y[i] * y[i])
    elif code == SIGMOID:
        for i in range(x.size):
            out[i] = dy[i] * y[i] * (one - y[i])
    elif code == HARD_SIGMOID:
        for i in range(x.size):
            out[i] = dy[i] / 6 if -3 < x[i] <= 3 else zero
    elif code == EXPONENTIAL:
        for i in range(x.size):
            out[i] = dy[i] * y[i]
    elif code == HEAVISIDE:
        for i in range(x.size):
            out[i] = zero


@kernel
def softmax_backward(y: Array, dy: Array, out: Array) -> None:
    """Every output depends on every input of its row: out_i = y_i (dy_i - sum over j of y_j dy_j)."""
    rows, classes = y.shape
    for i in range(rows):
        mean = 0.0
        for j in range(classes):
            mean += y[i, j] * dy[i, j]
        for j in range(classes):
            out[i, j] = y[i, j] * (dy[i, j] - mean)
