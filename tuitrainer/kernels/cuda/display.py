"""Reductions of what is shown: a few numbers that stand for a large array. Only they leave the device."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numba import cuda, float64, int32

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import kernel
from tuitrainer.kernels.cuda._launch import THREADS, blocks_for, flat, launch
from tuitrainer.kernels.cuda._memory import to_host, upload
from tuitrainer.kernels.cuda._reduce import block_sum, sum_rows, sum_squares, total
from tuitrainer.kernels.cuda._scratch import scratch
from tuitrainer.kernels.reference.display import inner_edges

BINS = 128
"""Bins that are counted at a time."""


def norm(x: Array) -> float:
    blocks = blocks_for(x.size)
    squares = scratch("norm", blocks, np.float64)
    launch(sum_squares, blocks, THREADS, flat(x), squares)
    return math.sqrt(total(squares))


def magnitude_histogram(x: Array, low: float, high: float, out: Array) -> None:
    """`out` may be on the host, where it is shown, or on the device."""
    there = scratch("histogram", out.size, np.int64) if isinstance(out, np.ndarray) else out
    blocks = blocks_for(x.size)
    for first in range(0, out.size, BINS):
        bins = min(BINS, out.size - first)
        counts = scratch("counts", blocks * bins, np.int64)
        launch(_count, blocks, THREADS, flat(x), _edges(low, high, out.size), out.size, first, bins, counts)
        sum_rows(counts, blocks, bins, there[first : first + bins])
    if there is not out:
        out[...] = to_host(there)


def block_means(x: Array, out: Array) -> None:
    (height, width), (rows, columns) = x.shape, out.shape
    launch(_mean_of_block, (columns, rows), THREADS, flat(x), height, width, flat(out))


@lru_cache(maxsize=16)
def _edges(low: float, high: float, bins: int) -> Array:
    """The magnitudes that separate the bins, on the device; the last is there so that there is one."""
    return upload(np.append(inner_edges(low, high, bins), np.inf))


@kernel
def _count(x: Array, edges: Array, all_bins: int, first: int, bins: int, counts: Array) -> None:
    """Each thread looks for the bin of one element at a time; counts[b * bins + j] is how many block b found in j.

    A block counts in its own shared memory. Two threads may want the same bin at once, so they add atomically; whole
    numbers have the same sum in any order.
    """
    found = cuda.shared.array(BINS, int32)
    for j in range(cuda.threadIdx.x, bins, THREADS):
        found[j] = 0
    cuda.syncthreads()
    for i in range(cuda.grid(1), x.size, cuda.gridsize(1)):
        magnitude = abs(float64(x[i]))
        if magnitude == magnitude:  # noqa: PLR0124 only nan differs from itself
            below, above = 0, all_bins - 1
            while below < above:  # bisection: edges[:below] <= magnitude < edges[above:]
                middle = (below + above) // 2
                if edges[middle] <= magnitude:
                    below = middle + 1
                else:
                    above = middle
            if first <= below < first + bins:
                cuda.atomic.add(found, below - first, 1)
    cuda.syncthreads()
    for j in range(cuda.threadIdx.x, bins, THREADS):
        counts[cuda.blockIdx.x * bins + j] = found[j]


@kernel
def _mean_of_block(x: Array, height: int, width: int, out: Array) -> None:
    """The block of threads (c, r) adds up the block of x that out[r, c] stands for, in float64."""
    r, c = cuda.blockIdx.y, cuda.blockIdx.x
    rows, columns = cuda.gridDim.y, cuda.gridDim.x
    top, bottom = r * height // rows, (r + 1) * height // rows
    left, right = c * width // columns, (c + 1) * width // columns
    across = right - left
    own = 0.0
    for number in range(cuda.threadIdx.x, (bottom - top) * across, THREADS):
        own += x[(top + number // across) * width + left + number % across]
    own = block_sum(own)
    if cuda.threadIdx.x == 0:
        out[r * columns + c] = own / ((bottom - top) * across)
