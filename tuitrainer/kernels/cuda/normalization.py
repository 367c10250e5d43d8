"""Batch normalization and layer normalization; what each formula means stands in the reference.

Over a batch, the threads of a block go down some columns of x: `_columns` has the sums. In a layer, a block has some
whole rows. Either way, what is read one after the other lies side by side, and sums are kept in float64.
"""

from __future__ import annotations

import math

import numpy as np
from numba import cuda

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._columns import (
    down_columns,
    finish_gradients,
    finish_statistics,
    parts_for,
    parts_of,
    sum_gradients,
    sum_statistics,
)
from tuitrainer.kernels.cuda._jit import kernel
from tuitrainer.kernels.cuda._launch import LANES, ROWS, flat, for_each, for_each_row, number_like
from tuitrainer.kernels.cuda._reduce import row_sum


def batch_statistics(x: Array, mean: Array, variance: Array) -> None:
    parts = parts_for(x)
    down_columns(sum_statistics, x, parts.shape[1], parts)
    down_columns(finish_statistics, x, 1, parts, mean, variance)


def move_average(x: Array, momentum: float, out: Array) -> None:
    for_each(
        average, out.size, flat(x), number_like(out, momentum), number_like(out, 1 - momentum), flat(out)
    )  # fmt: skip


def batch_norm_forward(
    x: Array, mean: Array, variance: Array, gamma: Array, beta: Array, epsilon: float, out: Array
) -> None:
    down_columns(normalize_columns, x, parts_of(x), mean, variance, gamma, beta, number_like(x, epsilon), out)


def batch_norm_gradient(
    x: Array, mean: Array, variance: Array, gamma: Array, epsilon: float, of_batch: bool, dy: Array,
    gamma_gradient: Array, beta_gradient: Array, out: Array,
) -> None:  # fmt: skip
    epsilon = number_like(x, epsilon)
    _parameter_gradients(x, mean, variance, epsilon, False, dy, gamma_gradient, beta_gradient)
    down_columns(
        columns_gradient, x, parts_of(x), mean, variance, gamma, epsilon, of_batch, gamma_gradient, beta_gradient, dy,
        out,
    )  # fmt: skip


def layer_norm_forward(
    x: Array, gamma: Array, beta: Array, epsilon: float, mean: Array, variance: Array, out: Array
) -> None:
    for_each_row(normalize_rows, x.shape[0], x, gamma, beta, number_like(x, epsilon), mean, variance, out)


def layer_norm_gradient(
    x: Array, mean: Array, variance: Array, gamma: Array, epsilon: float, dy: Array, gamma_gradient: Array,
    beta_gradient: Array, out: Array,
) -> None:  # fmt: skip
    """Gamma and beta first: `out` may be dy."""
    epsilon = number_like(x, epsilon)
    _parameter_gradients(x, mean, variance, epsilon, True, dy, gamma_gradient, beta_gradient)
    for_each_row(rows_gradient, x.shape[0], x, mean, variance, gamma, epsilon, dy, out)


def _parameter_gradients(
    x: Array, mean: Array, variance: Array, epsilon: float, by_row: bool, dy: Array, gamma_gradient: Array,
    beta_gradient: Array,
) -> None:  # fmt: skip
    parts = parts_for(x)
    down_columns(sum_gradients, x, parts.shape[1], mean, variance, epsilon, by_row, dy, parts)
    down_columns(finish_gradients, x, 1, parts, gamma_gradient, beta_gradient)


@kernel
def average(x: Array, kept: float, gained: float, out: Array) -> None:
    """Each thread moves one average at a time."""
    for i in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        out[i] = kept * out[i] + gained * x[i]


@kernel
def normalize_columns(
    x: Array, mean: Array, variance: Array, gamma: Array, beta: Array, epsilon: float, out: Array
) -> None:
    """Each thread goes down its share of the rows of one column; what they have in common is calculated once."""
    column = cuda.blockIdx.x * LANES + cuda.threadIdx.x
    if column < x.shape[1]:
        centre, offset = mean[column], beta[column]
        scale = gamma[column] / math.sqrt(variance[column] + epsilon)
        for row in range(cuda.blockIdx.y * ROWS + cuda.threadIdx.y, x.shape[0], cuda.gridDim.y * ROWS):
            out[row, column] = scale * (x[row, column] - centre) + offset


@kernel
def columns_gradient(
    x: Array, mean: Array, variance: Array, gamma: Array, epsilon: float, of_batch: bool, gamma_gradient: Array,
    beta_gradient: Array, dy: Array, out: Array,
) -> None:  # fmt: skip
    """Each thread goes down its share of one column: out = scale * (dy - its mean - slope * (x - mean)).

    The two sums over the batch that this needs are the gradients of beta and gamma. For constants both are left out.
    """
    column = cuda.blockIdx.x * LANES + cuda.threadIdx.x
    if column < x.shape[1]:
        number = x.dtype.type
        centre, inverse = mean[column], number(1) / math.sqrt(variance[column] + epsilon)
        scale, shift, slope = gamma[column] * inverse, number(0), number(0)
        if of_batch:
            shift = beta_gradient[column] / number(x.shape[0])
            slope = gamma_gradient[column] * inverse / number(x.shape[0])
        for row in range(cuda.blockIdx.y * ROWS + cuda.threadIdx.y, x.shape[0], cuda.gridDim.y * ROWS):
            out[row, column] = scale * (dy[row, column] - shift - slope * (x[row, column] - centre))


@kernel
def normalize_rows(
    x: Array, gamma: Array, beta: Array, epsilon: float, mean: Array, variance: Array, out: Array
) -> None:
    """A block: ROWS rows at a time, the LANES threads of one threadIdx.y for each."""
    number = x.dtype.type
    for first in range(cuda.blockIdx.x * ROWS, x.shape[0], cuda.gridDim.x * ROWS):
        row = first + cuda.threadIdx.y
        total, squares = np.float64(0), np.float64(0)
        if row < x.shape[0]:
            for column in range(cuda.threadIdx.x, x.shape[1], LANES):
                total += x[row, column]
        centre = row_sum(total) / x.shape[1]
        if row < x.shape[0]:
            for column in range(cuda.threadIdx.x, x.shape[1], LANES):
                distance = x[row, column] - centre
                squares += distance * distance
        spread = row_sum(squares) / x.shape[1]
        if row < x.shape[0]:
            own_mean, own_variance = number(centre), number(spread)
            inverse = number(1) / math.sqrt(own_variance + epsilon)
            for column in range(cuda.threadIdx.x, x.shape[1], LANES):
                out[row, column] = (x[row, column] - own_mean) * inverse * gamma[column] + beta[column]
            if cuda.threadIdx.x == 0:
                mean[row] = own_mean
                variance[row] = own_variance


@kernel
def rows_gradient(x: Array, mean: Array, variance: Array, gamma: Array, epsilon: float, dy: Array, out: Array) -> None:
    """A block: ROWS rows at a time; with d = gamma * dy, out = (d - its mean - slope * (x - mean)) / deviation."""
    number = x.dtype.type
    for first in range(cuda.blockIdx.x * ROWS, x.shape[0], cuda.gridDim.x * ROWS):
        row = first + cuda.threadIdx.y
        total: float = np.float64(0)
        products: float = np.float64(0)
        if row < x.shape[0]:
            for column in range(cuda.threadIdx.x, x.shape[1], LANES):
                d = np.float64(gamma[column] * dy[row, column])
                total += d
                products += d * (x[row, column] - mean[row])
        total, products = row_sum(total), row_sum(products)
        if row < x.shape[0]:
            centre, inverse = mean[row], number(1) / math.sqrt(variance[row] + epsilon)
            shift, slope = number(total / x.shape[1]), number(products / x.shape[1]) * inverse * inverse
            for column in range(cuda.threadIdx.x, x.shape[1], LANES):
                d_own = gamma[column] * dy[row, column]
                out[row, column] = (d_own - shift - slope * (x[row, column] - centre)) * inverse
