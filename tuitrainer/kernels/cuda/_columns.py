"""Sums down the columns of a matrix, two at a time and in float64, as the statistics of a batch need them.

A block has LANES x ROWS threads: the lanes of a row read numbers that lie side by side, and each thread adds up every
ROWS-th row of its column. Then the threads below each other halve the number of their sums in shared memory, again and
again, until one is left.

A batch has more rows than one block should read alone. So several blocks share the rows of a column, each leaves its
two sums in `parts` (2, blocks, C), and a second, small kernel adds these up. No atomic addition: the order of the sum,
and so its last bit, is the same in every run.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import cuda, float64

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import device_function, kernel
from tuitrainer.kernels.cuda._launch import LANES, ROWS, launch
from tuitrainer.kernels.cuda._scratch import scratch

MOST_PARTS = 512
"""The most blocks that share the rows of a column: a few for each multiprocessor of a large GPU (not measured)."""
ROWS_OF_A_PART = 4 * ROWS
"""Fewer are not worth a block of their own."""


def down_columns(kernel: Callable[..., None], x: Array, parts: int, *arguments: Any) -> None:
    """Run a kernel whose blocks of (LANES, ROWS) threads go down LANES columns of x, `parts` blocks for each column."""
    launch(kernel, (-(-x.shape[1] // LANES), parts), (LANES, ROWS), x, *arguments)


def parts_of(x: Array) -> int:
    return int(max(1, min(MOST_PARTS, x.shape[0] // ROWS_OF_A_PART)))


def parts_for(x: Array) -> Array:
    """Memory for two sums of each part and column."""
    count, columns = parts_of(x), x.shape[1]
    return scratch("columns", 2 * count * columns, np.float64).reshape(2, count, columns)


@device_function
def add_down(first: float, second: float) -> Any:
    """The sums of `first` and of `second` over the threads below each other, told to the top one of each column.

    All threads of the block must come here, once.
    """
    firsts = cuda.shared.array((ROWS, LANES), float64)
    seconds = cuda.shared.array((ROWS, LANES), float64)
    lane, row = cuda.threadIdx.x, cuda.threadIdx.y
    firsts[row, lane] = first
    seconds[row, lane] = second
    half = ROWS // 2
    while half > 0:
        cuda.syncthreads()
        if row < half:
            firsts[row, lane] += firsts[row + half, lane]
            seconds[row, lane] += seconds[row + half, lane]
        half //= 2
    return firsts[row, lane], seconds[row, lane]


@kernel
def sum_statistics(x: Array, parts: Array) -> None:
    """A block: its share of the rows of LANES columns; parts = the sums of x - shift and of its square.

    With the first row as the shift, one pass over x is enough. The difference in `finish_statistics` loses digits
    where the mean is far from the shift, but a value of the batch is never further from the mean than the deviation
    times the root of the number of rows.
    """
    column = cuda.blockIdx.x * LANES + cuda.threadIdx.x
    total, squares = np.float64(0), np.float64(0)
    if column < x.shape[1]:
        shift = np.float64(x[0, column])
        for row in range(cuda.blockIdx.y * ROWS + cuda.threadIdx.y, x.shape[0], cuda.gridDim.y * ROWS):
            distance = x[row, column] - shift
            total += distance
            squares += distance * distance
    total, squares = add_down(total, squares)
    if cuda.threadIdx.y == 0 and column < x.shape[1]:
        parts[0, cuda.blockIdx.y, column] = total
        parts[1, cuda.blockIdx.y, column] = squares


@kernel
def finish_statistics(x: Array, parts: Array, mean: Array, variance: Array) -> None:
    """A block: mean and variance of LANES columns, from what the blocks of `sum_statistics` left."""
    column = cuda.blockIdx.x * LANES + cuda.threadIdx.x
    total, squares = np.float64(0), np.float64(0)
    if column < x.shape[1]:
        for part in range(cuda.threadIdx.y, parts.shape[1], ROWS):
            total += parts[0, part, column]
            squares += parts[1, part, column]
    total, squares = add_down(total, squares)
    if cuda.threadIdx.y == 0 and column < x.shape[1]:
        from_shift = total / x.shape[0]
        mean[column] = x[0, column] + from_shift
        variance[column] = squares / x.shape[0] - from_shift * from_shift


@kernel
def sum_gradients(
    x: Array, mean: Array, variance: Array, epsilon: float, by_row: bool, dy: Array, parts: Array
) -> None:
    """A block: its share of the rows of LANES columns; parts = the sums of dy times the normalized x, and of dy.

    `by_row`: mean and variance are those of each row, else those of each column.
    """
    column = cuda.blockIdx.x * LANES + cuda.threadIdx.x
    products, total = np.float64(0), np.float64(0)
    if column < x.shape[1]:
        for row in range(cuda.blockIdx.y * ROWS + cuda.threadIdx.y, x.shape[0], cuda.gridDim.y * ROWS):
            own = row if by_row else column
            normalized = (x[row, column] - mean[own]) / math.sqrt(variance[own] + epsilon)
            products += np.float64(dy[row, column]) * normalized
            total += dy[row, column]
    products, total = add_down(products, total)
    if cuda.threadIdx.y == 0 and column < x.shape[1]:
        parts[0, cuda.blockIdx.y, column] = products
        parts[1, cuda.blockIdx.y, column] = total


@kernel
def finish_gradients(x: Array, parts: Array, gamma_gradient: Array, beta_gradient: Array) -> None:
    """A block: the gradients of gamma and beta of LANES columns, from what the blocks of `sum_gradients` left."""
    column = cuda.blockIdx.x * LANES + cuda.threadIdx.x
    products, total = np.float64(0), np.float64(0)
    if column < x.shape[1]:
        for part in range(cuda.threadIdx.y, parts.shape[1], ROWS):
            products += parts[0, part, column]
            total += parts[1, part, column]
    products, total = add_down(products, total)
    if cuda.threadIdx.y == 0 and column < x.shape[1]:
        gamma_gradient[column] = products
        beta_gradient[column] = total
