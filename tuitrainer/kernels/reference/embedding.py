"""Rows of a table, looked up by number.

The same as multiplying one-hot rows by the table, a dense layer without bias, so the gradient is the same too: every
row of the table receives the sum of dy over the places where its number came (Bengio et al., "A neural probabilistic
language model", 2003).
"""

from __future__ import annotations

import numpy as np

from tuitrainer.kernels.backend import Array


@np.errstate(all="ignore")
def embedding_forward(indices: Array, table: Array, out: Array) -> None:
    out[...] = table[_rows(indices, len(table))]


@np.errstate(all="ignore")
def embedding_gradient(indices: Array, dy: Array, out: Array) -> None:
    out[...] = 0
    np.add.at(out, _rows(indices, len(out)), dy)  # out[rows] += dy would count a row that comes twice only once


def _rows(indices: Array, count: int) -> Array:
    """`indices` as whole numbers from 0 to count - 1. In float64, which holds each of them exactly."""
    return np.clip(np.nan_to_num(indices.astype(np.float64)), 0, count - 1).astype(np.int64)
