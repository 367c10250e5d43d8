"""The dense layer and its three gradients: one matrix product in three dresses."""

from __future__ import annotations

import numpy as np

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cpu._jit import kernel, one_type
from tuitrainer.kernels.cpu.activations import activation as apply

PLAIN, TRANSPOSED = np.False_, np.True_
"""Truth values of NumPy: Numba would compile `product` once more for each literal True or False in a call."""


def dense_forward(x: Array, weights: Array, bias: Array | None, activation: str, out: Array) -> None:
    product(one_type(x), PLAIN, weights, _no_bias(weights) if bias is None else bias, out)
    if activation != "linear":
        apply(activation, out, out)


def dense_input_gradient(dy: Array, weights: Array, out: Array) -> None:
    input_gradient(one_type(dy), weights, _no_bias(weights), out)


def dense_weights_gradient(x: Array, dy: Array, out: Array) -> None:
    product(one_type(x), TRANSPOSED, one_type(dy), _no_bias(out), out)


def bias_gradient(dy: Array, out: Array) -> None:
    sum_rows(one_type(dy).reshape(-1, dy.shape[-1]), out)


def _no_bias(like: Array) -> Array:
    """The empty array that says so to `product`."""
    return np.empty(0, like.dtype)


@kernel
def product(x: Array, transposed: np.bool_, weights: Array, bias: Array, out: Array) -> None:
    """out = x @ weights + bias, or x.T @ weights + bias; an empty bias is none.

    Rows of `weights` are added to rows of `out`, so that the innermost loop runs along memory and becomes SIMD code.
    Two rows of `out` and four of `weights` at a time: every number that is loaded is used in several multiplications
    (measured: twice as fast at 128 x 784 x 512 as one row of `out` at a time).
    """
    rows, units = out.shape
    inputs = weights.shape[0]
    for i in range(rows):
        for j in range(units):
            out[i, j] = bias[j] if bias.size else 0
    paired = rows - rows % 2
    grouped = inputs - inputs % 4
    for i in range(0, paired, 2):
        for k in range(0, grouped, 4):
            if transposed:
                a0, a1, a2, a3 = x[k, i], x[k + 1, i], x[k + 2, i], x[k + 3, i]
                b0, b1, b2, b3 = x[k, i + 1], x[k + 1, i + 1], x[k + 2, i + 1], x[k + 3, i + 1]
            else:
                a0, a1, a2, a3 = x[i, k], x[i, k + 1], x[i, k + 2], x[i, k + 3]
                b0, b1, b2, b3 = x[i + 1, k], x[i + 1, k + 1], x[i + 1, k + 2], x[i + 1, k + 3]
            for j in range(units):
                w0, w1, w2, w3 = weights[k, j], weights[k + 1, j], weights[k + 2, j], weights[k + 3, j]
                out[i, j] = out[i, j] + a0 * w0 + a1 * w1 + a2 * w2 + a3 * w3
                out[i + 1, j] = out[i + 1, j] + b0 * w0 + b1 * w1 + b2 * w2 + b3 * w3
        for k in range(grouped, inputs):
            a0, b0 = (x[k, i], x[k, i + 1]) if transposed else (x[i, k], x[i + 1, k])
            for j in range(units):
                out[i, j] += a0 * weights[k, j]
                out[i + 1, j] += b0 * weights[k, j]
    for i in range(paired, rows):
        for k in range(inputs):
            a0 = x[k, i] if transposed else x[i, k]
            for j in range(units):
                out[i, j] += a0 * weights[k, j]


@kernel
def input_gradient(dy: Array, weights: Array, no_bias: Array, out: Array) -> None:
    """out = dy @ weights.T. The transposed weights are written out, so that the product runs along their rows."""
    inputs, units = weights.shape
    transposed = np.empty((units, inputs), weights.dtype)
    for j in range(units):
        for k in range(inputs):
            transposed[j, k] = weights[k, j]
    product(dy, PLAIN, transposed, no_bias, out)


@kernel
def sum_rows(dy: Array, out: Array) -> None:
    """out = the sum of dy over its rows."""
    for j in range(out.size):
        out[j] = 0
    for i in range(dy.shape[0]):
        for j in range(out.size):
            out[j] += dy[i, j]
