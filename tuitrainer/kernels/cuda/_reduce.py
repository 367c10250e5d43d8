"""Sums over many numbers, always in the same order, so that equal seeds give equal losses to the last bit.

The threads of a block write their numbers side by side into shared memory and halve them: half of the threads each add
the number of a thread of the other half, then a quarter, until one number is left. Between two halvings all wait for
each other (`syncthreads`). Atomic additions would need no such care, but they come in another order each time, and
floating-point sums depend on the order (Harris, "Optimizing parallel reduction in CUDA", 2007).
"""

from __future__ import annotations

import numpy as np
from numba import cuda, float64

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import device_function, kernel
from tuitrainer.kernels.cuda._launch import LANES, ROWS, SIMULATED, THREADS, flat, launch
from tuitrainer.kernels.cuda._memory import to_host
from tuitrainer.kernels.cuda._scratch import scratch

MOST_PARTS = 64
"""Rows are summed in at most so many parts at the same time, and then the parts (not measured)."""
ROWS_OF_A_PART = 8 * ROWS
"""Fewer are not worth a part of their own."""
FEW = 4 if SIMULATED else 1024
"""So many numbers are added up by the host (not measured)."""


@device_function
def block_sum(value: float) -> float:
    """The sum of the `value` of all threads in a block of THREADS, in float64; every thread is told."""
    shared = cuda.shared.array(THREADS, float64)
    thread = cuda.threadIdx.x
    shared[thread] = value
    half = THREADS // 2
    while half > 0:
        cuda.syncthreads()
        if thread < half:
            shared[thread] += shared[thread + half]
        half //= 2
    cuda.syncthreads()
    total: float = shared[0]
    cuda.syncthreads()  # only now may the next sum overwrite it
    return total


@device_function
def row_sum(value: float) -> float:
    """The sum of the `value` of the LANES threads of each row in a block of (LANES, ROWS), in float64."""
    shared = cuda.shared.array((ROWS, LANES), float64)
    lane, row = cuda.threadIdx.x, cuda.threadIdx.y
    shared[row, lane] = value
    half = LANES // 2
    while half > 0:
        cuda.syncthreads()
        if lane < half:
            shared[row, lane] += shared[row, lane + half]
        half //= 2
    cuda.syncthreads()
    total: float = shared[row, 0]
    cuda.syncthreads()
    return total


@device_function
def row_max(value: float) -> float:
    """The largest `value` of the LANES threads of each row in a block of (LANES, ROWS); nan where one is nan."""
    shared = cuda.shared.array((ROWS, LANES), float64)
    lane, row = cuda.threadIdx.x, cuda.threadIdx.y
    shared[row, lane] = value
    half = LANES // 2
    while half > 0:
        cuda.syncthreads()
        if lane < half:
            other = shared[row, lane + half]
            if other > shared[row, lane] or other != other:  # noqa: PLR0124 only nan differs from itself
                shared[row, lane] = other
        half //= 2
    cuda.syncthreads()
    largest: float = shared[row, 0]
    cuda.syncthreads()
    return largest


@kernel
def _sum_numbers(numbers: Array, count: int, add: bool, out: Array) -> None:
    """One block: each thread adds up every THREADS-th number, then the block its threads' sums.

    The sum divided by `count` becomes out (1,), or is added to it.
    """
    total = 0.0
    for i in range(cuda.threadIdx.x, numbers.size, THREADS):
        total += numbers[i]
    total = block_sum(total)
    if cuda.threadIdx.x == 0:
        out[0] = (out[0] if add else 0.0) + total / count


def mean_into(numbers: Array, count: int, out: Array) -> None:
    """out (1,) = the sum of a flat float64 array, divided by `count`; it stays on the device, and nobody waits."""
    launch(_sum_numbers, 1, THREADS, numbers, count, False, out)


def add_sum(numbers: Array, out: Array) -> None:
    """out (1,) += the sum of a flat float64 array."""
    launch(_sum_numbers, 1, THREADS, numbers, 1, True, out)


def total(numbers: Array) -> float:
    """The sum of a flat float64 array on the device, for the host, which waits for it.

    A few numbers come back as they are: bringing them takes no longer than bringing one, and a launch takes longer than
    adding them up.
    """
    if numbers.size > FEW:
        out = scratch("total", 1, np.float64)
        mean_into(numbers, 1, out)
        numbers = out
    return float(to_host(numbers).sum())


@kernel
def sum_squares(x: Array, squares: Array) -> None:
    """Each thread adds up every element a grid apart, in float64; squares[b] is the sum of block b."""
    own = 0.0
    for i in range(cuda.grid(1), x.size, cuda.gridsize(1)):
        value = float64(x[i])
        own += value * value
    own = block_sum(own)
    if cuda.threadIdx.x == 0:
        squares[cuda.blockIdx.x] = own


@kernel
def _sum_rows(x: Array, rows: int, columns: int, out: Array) -> None:
    """A block of (LANES, ROWS) threads adds up LANES neighbouring columns over one part of the rows.

    x (rows, columns) and out (parts, columns) are flat. Thread (lane, row) adds every ROWS-th row of its column; then
    the ROWS sums of each column are halved in shared memory. blockIdx.y is the part.
    """
    shared = cuda.shared.array((ROWS, LANES), out.dtype)
    lane, row = cuda.threadIdx.x, cuda.threadIdx.y
    column, part, parts = cuda.blockIdx.x * LANES + lane, cuda.blockIdx.y, cuda.gridDim.y
    first, last = part * rows // parts, (part + 1) * rows // parts
    total = out.dtype.type(0)
    if column < columns:
        for i in range(first + row, last, ROWS):
            total += x[i * columns + column]
    shared[row, lane] = total
    half = ROWS // 2
    while half > 0:
        cuda.syncthreads()
        if row < half:
            shared[row, lane] += shared[row + half, lane]
        half //= 2
    if row == 0 and column < columns:
        out[part * columns + column] = shared[0, lane]


def sum_rows(x: Array, rows: int, columns: int, out: Array) -> None:
    """out (columns,) = the sum of x (rows, columns), flat or not, over its rows."""
    blocks = -(-columns // LANES)
    parts = max(1, min(MOST_PARTS, rows // ROWS_OF_A_PART))
    x, out = flat(x), flat(out)
    if parts > 1:
        partial = scratch("sum_rows", parts * columns, x.dtype)
        launch(_sum_rows, (blocks, parts), (LANES, ROWS), x, rows, columns, partial)
        x, rows = partial, parts
    launch(_sum_rows, (blocks, 1), (LANES, ROWS), x, rows, columns, out)
