"""The activations and their derivatives: one loop each, chosen by the activation's place in ACTIVATIONS.

All work in place, on one array that they read and write. With two parameters for the same array the compiled code would
find at run time that they overlap, and take the slow way without vectors (measured: a tenth of the speed).
"""

from __future__ import annotations

import math

import numpy as np

from tuitrainer.kernels.backend import ACTIVATIONS, FROM_OUTPUT, Array
from tuitrainer.kernels.cpu._jit import kernel, one_type
from tuitrainer.kernels.cpu._mathematics import (
    exponential,
    exponential_minus_one,
    normal_distribution,
    precise_exponential,
    precise_sigmoid,
    precise_tanh,
    softplus,
)
from tuitrainer.kernels.reference.activations import LEAKY_RELU_SLOPE, SELU_ALPHA, SELU_SCALE

(
    LINEAR, RELU, LEAKY_RELU, ELU, SELU, GELU, SOFTPLUS, SOFTSIGN, TANH, SIGMOID, HARD_SIGMOID, EXPONENTIAL, SOFTMAX,
    HEAVISIDE,
) = range(len(ACTIVATIONS))  # fmt: skip


def activation(name: str, x: Array, out: Array) -> None:
    if out is not x:
        np.copyto(out, x)
    if name in COMMON:
        COMMON[name](out.reshape(-1))
    elif name != "linear":
        forward(ACTIVATIONS.index(name), x.shape[-1], out.reshape(-1))


def activation_gradient(name: str, x: Array, y: Array, dy: Array, out: Array) -> None:
    if out is not dy:
        np.copyto(out, dy)
    if name != "linear":
        known = one_type(y if name in FROM_OUTPUT else x)
        if name in COMMON_BACKWARD:
            COMMON_BACKWARD[name](known.reshape(-1), out.reshape(-1))
        else:
            backward(ACTIVATIONS.index(name), x.shape[-1], known.reshape(-1), out.reshape(-1))


@kernel
def forward(code: int, classes: int, x: Array) -> None:
    """x = activation number `code` of the flat x; `classes` is the length of a row, which only softmax asks for."""
    zero, one = x.dtype.type(0), x.dtype.type(1)
    if code == SOFTMAX:
        softmax(x.reshape(-1, classes))
    elif code == RELU:
        apply_relu(x)
    elif code == LEAKY_RELU:
        slope = x.dtype.type(LEAKY_RELU_SLOPE)
        for i in range(x.size):
            x[i] = x[i] if x[i] > zero else slope * x[i]
    elif code in (ELU, SELU):
        scale, alpha = (SELU_SCALE, SELU_ALPHA) if code == SELU else (1.0, 1.0)
        for i in range(x.size):
            z = np.float64(x[i])
            x[i] = scale * (z if z > 0 else alpha * exponential_minus_one(z))
    elif code == GELU:
        for i in range(x.size):
            x[i] = x[i] * normal_distribution(np.float64(x[i]))
    elif code == SOFTPLUS:
        for i in range(x.size):
            x[i] = softplus(np.float64(x[i]))
    elif code == SOFTSIGN:
        for i in range(x.size):
            x[i] = x[i] / (one + abs(x[i]))
    elif code == TANH:
        apply_tanh(x)
    elif code == SIGMOID:
        apply_sigmoid(x)
    elif code == HARD_SIGMOID:
        for i in range(x.size):
            z = x[i] / 6 + 0.5
            x[i] = 0 if z < 0 else 1 if z > 1 else z
    elif code == EXPONENTIAL:
        apply_exponential(x)
    elif code == HEAVISIDE:
        for i in range(x.size):
            x[i] = one if x[i] >= zero else zero if x[i] < zero else x[i]


@kernel
def copy_numbers(x: Array, out: Array) -> None:
    """out = x, both flat. (`out[:] = x` would compile a check of the shapes with all that its error message needs.)"""
    for i in range(x.size):
        out[i] = x[i]


@kernel
def apply_exponential(x: Array) -> None:
    """x = e^x, in the precision of the array."""
    for i in range(x.size):
        x[i] = precise_exponential(x[i])


@kernel
def apply_relu(x: Array) -> None:
    zero = x.dtype.type(0)
    for i in range(x.size):
        x[i] = zero if x[i] <= zero else x[i]


@kernel
def apply_tanh(x: Array) -> None:
    for i in range(x.size):
        x[i] = precise_tanh(x[i])


@kernel
def apply_sigmoid(x: Array) -> None:
    for i in range(x.size):
        x[i] = precise_sigmoid(x[i])


@kernel
def softmax(x: Array) -> None:
    """x = softmax of each row of x (N, K)."""
    subtract_largest(x, x)
    normalize_powers(x)


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
def normalize_powers(x: Array) -> float:
    """x = e^x, divided by the sum of its row; returns the logarithms of these sums, added up.

    The powers are taken over the whole array first: the rows alone may be too short for SIMD code.
    """
    rows, classes = x.shape
    apply_exponential(x.reshape(-1))
    logarithms = 0.0
    for i in range(rows):
        total = 0.0
        for j in range(classes):
            total += x[i, j]
        logarithms += math.log(total)
        for j in range(classes):
            x[i, j] /= total
    return logarithms


@kernel
def backward(code: int, classes: int, known: Array, dy: Array) -> None:
    """dy times the derivative of activation number `code`, in the place of dy; all flat.

    `known` is the activation's value for those in FROM_OUTPUT, and what it was applied to for the others.
    """
    zero, one = dy.dtype.type(0), dy.dtype.type(1)
    if code == SOFTMAX:
        softmax_backward(known.reshape(-1, classes), dy.reshape(-1, classes))
    elif code == RELU:
        relu_backward(known, dy)
    elif code == LEAKY_RELU:
        slope = dy.dtype.type(LEAKY_RELU_SLOPE)
        for i in range(dy.size):
            dy[i] = dy[i] if known[i] > zero else slope * dy[i]
    elif code in (ELU, SELU):
        scale, alpha = (SELU_SCALE, SELU_ALPHA) if code == SELU else (1.0, 1.0)
        for i in range(dy.size):
            dy[i] = dy[i] * (scale if known[i] > zero else known[i] + scale * alpha)
    elif code == GELU:
        for i in range(dy.size):
            z = np.float64(known[i])
            density = exponential(-0.5 * z * z) / math.sqrt(2 * math.pi)
            dy[i] = dy[i] * (normal_distribution(z) + z * density)
    elif code == SOFTPLUS:
        for i in range(dy.size):
            dy[i] = dy[i] * precise_sigmoid(known[i])
    elif code == SOFTSIGN:
        for i in range(dy.size):
            scale = one + abs(known[i])
            dy[i] = dy[i] / (scale * scale)
    elif code == TANH:
        tanh_backward(known, dy)
    elif code == SIGMOID:
        sigmoid_backward(known, dy)
    elif code == HARD_SIGMOID:
        for i in range(dy.size):
            dy[i] = dy[i] / 6 if -3 < known[i] <= 3 else zero
    elif code == EXPONENTIAL:
        for i in range(dy.size):
            dy[i] = dy[i] * known[i]
    elif code == HEAVISIDE:
        dy[:] = zero


@kernel
def relu_backward(y: Array, dy: Array) -> None:
    zero = y.dtype.type(0)
    for i in range(y.size):
        dy[i] = dy[i] if y[i] > zero else zero


@kernel
def tanh_backward(y: Array, dy: Array) -> None:
    one = y.dtype.type(1)
    for i in range(y.size):
        dy[i] = dy[i] * (one - y[i] * y[i])


@kernel
def sigmoid_backward(y: Array, dy: Array) -> None:
    one = y.dtype.type(1)
    for i in range(y.size):
        dy[i] = dy[i] * y[i] * (one - y[i])


@kernel
def softmax_backward(y: Array, dy: Array) -> None:
    """Every output depends on every input of its row: dx_i = y_i (dy_i - sum over j of y_j dy_j)."""
    rows, classes = y.shape
    for i in range(rows):
        mean = 0.0
        for j in range(classes):
            mean += y[i, j] * dy[i, j]
        for j in range(classes):
            dy[i, j] = y[i, j] * (dy[i, j] - mean)


COMMON = {"relu": apply_relu, "tanh": apply_tanh, "sigmoid": apply_sigmoid, "exponential": apply_exponential}
COMMON_BACKWARD = {"relu": relu_backward, "tanh": tanh_backward, "sigmoid": sigmoid_backward}
"""Called without `forward` and `backward`, so that nobody who uses no other waits for these to be compiled."""
