"""Batch normalization and layer normalization; what each formula means stands in the reference.

Sums are kept in float64. Down the columns a whole row is added at a time; a sum along a row becomes SIMD code only
where its order is left free.

Gradients replace dy in place: with two parameters for the same array, the compiled code would take the slow way.
"""

from __future__ import annotations

import numpy as np

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cpu._jit import kernel, one_type, reducing_kernel


def batch_statistics(x: Array, mean: Array, variance: Array) -> None:
    column_statistics(one_type(x), mean, variance)


def move_average(x: Array, momentum: float, out: Array) -> None:
    average(one_type(x).reshape(-1), float(momentum), out.reshape(-1))


def batch_norm_forward(
    x: Array, mean: Array, variance: Array, gamma: Array, beta: Array, epsilon: float, out: Array
) -> None:
    mean, variance, gamma, beta = one_type(mean), one_type(variance), one_type(gamma), one_type(beta)
    normalize_columns(one_type(x), mean, variance, gamma, beta, float(epsilon), out)


def batch_norm_gradient(
    x: Array, mean: Array, variance: Array, gamma: Array, epsilon: float, of_batch: bool, dy: Array,
    gamma_gradient: Array, beta_gradient: Array, out: Array,
) -> None:  # fmt: skip
    if out is not dy:
        np.copyto(out, dy)
    x, mean, variance, gamma = one_type(x), one_type(mean), one_type(variance), one_type(gamma)
    columns_gradient(x, mean, variance, gamma, float(epsilon), bool(of_batch), gamma_gradient, beta_gradient, out)


def layer_norm_forward(
    x: Array, gamma: Array, beta: Array, epsilon: float, mean: Array, variance: Array, out: Array
) -> None:
    x = one_type(x)
    row_statistics(x, mean, variance)
    normalize_rows(x, one_type(gamma), one_type(beta), float(epsilon), mean, variance, out)


def layer_norm_gradient(
    x: Array, mean: Array, variance: Array, gamma: Array, epsilon: float, dy: Array, gamma_gradient: Array,
    beta_gradient: Array, out: Array,
) -> None:  # fmt: skip
    if out is not dy:
        np.copyto(out, dy)
    x, mean, variance, gamma = one_type(x), one_type(mean), one_type(variance), one_type(gamma)
    rows_gradient(x, mean, variance, gamma, float(epsilon), gamma_gradient, beta_gradient, out)


@kernel
def column_statistics(x: Array, mean: Array, variance: Array) -> None:
    rows, columns = x.shape
    means, squares = np.zeros(columns), np.zeros(columns)
    for i in range(rows):
        for j in range(columns):
            means[j] += x[i, j]
    for j in range(columns):
        means[j] /= rows
    for i in range(rows):
        for j in range(columns):
            distance = x[i, j] - means[j]
            squares[j] += distance * distance
    for j in range(columns):
        mean[j] = means[j]
        variance[j] = squares[j] / rows


@kernel
def average(x: Array, momentum: float, out: Array) -> None:
    kept, gained = out.dtype.type(momentum), out.dtype.type(1 - momentum)
    for i in range(out.size):
        out[i] = kept * out[i] + gained * x[i]


@kernel
def normalize_columns(
    x: Array, mean: Array, variance: Array, gamma: Array, beta: Array, epsilon: float, out: Array
) -> None:
    rows, columns = x.shape
    scale = np.empty_like(gamma)
    for j in range(columns):
        scale[j] = gamma[j] / np.sqrt(np.float64(variance[j]) + epsilon)
    for i in range(rows):
        for j in range(columns):
            out[i, j] = scale[j] * (x[i, j] - mean[j]) + beta[j]


@kernel
def columns_gradient(
    x: Array, mean: Array, variance: Array, gamma: Array, epsilon: float, of_batch: bool, gamma_gradient: Array,
    beta_gradient: Array, dy: Array,
) -> None:  # fmt: skip
    """dy becomes the gradient of x: scale * (dy - its mean - slope * (x - mean)), or scale * dy for constants."""
    rows, columns = x.shape
    sums, products = np.zeros(columns), np.zeros(columns)
    for i in range(rows):
        for j in range(columns):
            sums[j] += dy[i, j]
            products[j] += np.float64(dy[i, j]) * (x[i, j] - mean[j])
    scale, shift, slope = np.empty_like(gamma), np.zeros_like(gamma), np.zeros_like(gamma)
    for j in range(columns):
        inverse = 1 / np.sqrt(np.float64(variance[j]) + epsilon)
        beta_gradient[j] = sums[j]
        gamma_gradient[j] = products[j] * inverse
        scale[j] = gamma[j] * inverse
        if of_batch:
            shift[j] = sums[j] / rows
            slope[j] = products[j] * inverse * inverse / rows
    for i in range(rows):
        for j in range(columns):
            dy[i, j] = scale[j] * (dy[i, j] - shift[j] - slope[j] * (x[i, j] - mean[j]))


@kernel
def row_statistics(x: Array, mean: Array, variance: Array) -> None:
    rows, columns = x.shape
    for i in range(rows):
        centre = total(x[i]) / columns
        mean[i] = centre
        variance[i] = squares(x[i], centre) / columns


@reducing_kernel
def total(x: Array) -> float:
    found = 0.0
    for j in range(x.size):
        found += x[j]
    return found


@reducing_kernel
def squares(x: Array, centre: float) -> float:
    """The sum of (x - centre)^2."""
    found = 0.0
    for j in range(x.size):
        distance = x[j] - centre
        found += distance * distance
    return found


@kernel
def normalize_rows(
    x: Array, gamma: Array, beta: Array, epsilon: float, mean: Array, variance: Array, out: Array
) -> None:
    number = x.dtype.type
    rows, columns = x.shape
    for i in range(rows):
        centre, inverse = mean[i], number(1 / np.sqrt(np.float64(variance[i]) + epsilon))
        for j in range(columns):
            out[i, j] = (x[i, j] - centre) * inverse * gamma[j] + beta[j]


@kernel
def rows_gradient(
    x: Array, mean: Array, variance: Array, gamma: Array, epsilon: float, gamma_gradient: Array, beta_gradient: Array,
    dy: Array,
) -> None:  # fmt: skip
    """dy becomes the gradient of x: with d = gamma * dy, (d - its mean - slope * (x - mean)) / deviation."""
    number = x.dtype.type
    rows, columns = x.shape
    gammas, betas = np.zeros(columns), np.zeros(columns)
    for i in range(rows):
        centre, inverse = mean[i], 1 / np.sqrt(np.float64(variance[i]) + epsilon)
        for j in range(columns):
            betas[j] += dy[i, j]
            gammas[j] += dy[i, j] * inverse * (x[i, j] - centre)
        for j in range(columns):
            dy[i, j] *= gamma[j]
        shift = number(total(dy[i]) / columns)
        slope = number(inverse * inverse * products(dy[i], x[i], centre) / columns)
        factor = number(inverse)
        for j in range(columns):
            dy[i, j] = (dy[i, j] - shift - slope * (x[i, j] - centre)) * factor
    for j in range(columns):
        gamma_gradient[j] = gammas[j]
        beta_gradient[j] = betas[j]


@reducing_kernel
def products(d: Array, x: Array, centre: float) -> float:
    """The sum of d * (x - centre)."""
    found = 0.0
    for j in range(x.size):
        found += np.float64(d[j]) * (x[j] - centre)
    return found
