"""Reductions of what is shown: a few numbers that stand for a large array."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cpu._jit import kernel, one_type


def norm(x: Array) -> float:
    return euclidean_norm(one_type(x).reshape(-1))


def magnitude_histogram(x: Array, low: float, high: float, out: Array) -> None:
    edges = np.logspace(low, high, out.size + 1)[1:-1]
    count_magnitudes(one_type(x).reshape(-1), edges, out)


def block_means(x: Array, out: Array) -> None:
    average_blocks(one_type(x), out)


@kernel
def euclidean_norm(x: Array) -> float:
    total = 0.0
    for i in range(x.size):
        value = np.float64(x[i])
        total += value * value
    return math.sqrt(total)


@kernel
def count_magnitudes(x: Array, edges: npt.NDArray[np.float64], out: Array) -> None:
    """out[b] = how many |x| lie from edges[b - 1] to below edges[b]; the outer bins are open."""
    out[:] = 0
    for i in range(x.size):
        magnitude = abs(np.float64(x[i]))
        if magnitude != magnitude:  # noqa: PLR0124 only nan differs from itself
            continue
        below, above = 0, edges.size
        while below < above:  # bisection: edges[:below] <= magnitude < edges[above:]
            middle = (below + above) // 2
            if edges[middle] <= magnitude:
                below = middle + 1
            else:
                above = middle
        out[below] += 1


@kernel
def average_blocks(x: Array, out: Array) -> None:
    height, width = x.shape
    rows, columns = out.shape
    for r in range(rows):
        top, bottom = r * height // rows, (r + 1) * height // rows
        for c in range(columns):
            left, right = c * width // columns, (c + 1) * width // columns
            total = 0.0
            for i in range(top, bottom):
                for j in range(left, right):
                    total += x[i, j]
            out[r, c] = total / ((bottom - top) * (right - left))
