"""Reductions of what is shown: a few numbers that stand for a large array."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Array


@np.errstate(all="ignore")
def norm(x: Array) -> float:
    return float(np.sqrt(np.sum(np.square(x, dtype=np.float64))))


@np.errstate(all="ignore")
def magnitude_histogram(x: Array, low: float, high: float, out: Array) -> None:
    magnitudes = np.abs(x[~np.isnan(x)])
    bins = np.searchsorted(inner_edges(low, high, out.size), magnitudes, side="right")
    out[...] = np.bincount(bins, minlength=out.size)


def inner_edges(low: float, high: float, bins: int) -> npt.NDArray[np.float64]:
    """The bins - 1 magnitudes that separate the bins; a value on an edge counts in the bin above it."""
    return np.logspace(low, high, bins + 1)[1:-1]


@np.errstate(all="ignore")
def block_means(x: Array, out: Array) -> None:
    height, width = x.shape
    rows, columns = out.shape
    for r in range(rows):
        for c in range(columns):
            block = x[r * height // rows : (r + 1) * height // rows, c * width // columns : (c + 1) * width // columns]
            out[r, c] = block.mean(dtype=np.float64)
