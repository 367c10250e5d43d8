"""Rows of a table, looked up by number."""

from __future__ import annotations

import numpy as np

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cpu._jit import kernel, one_type


def embedding_forward(indices: Array, table: Array, out: Array) -> None:
    look_up(one_type(indices), table, out)


def embedding_gradient(indices: Array, dy: Array, out: Array) -> None:
    add_rows(one_type(indices), one_type(dy), out)


@kernel
def look_up(indices: Array, table: Array, out: Array) -> None:
    """out[i] = table[indices[i]]."""
    for i in range(indices.size):
        row, copy = table[row_number(indices[i], table.shape[0])], out[i]
        for j in range(copy.size):
            copy[j] = row[j]


@kernel
def add_rows(indices: Array, dy: Array, out: Array) -> None:
    """out[indices[i]] += dy[i] in the order of i, from zeros on."""
    out[:] = 0
    for i in range(indices.size):
        total, row = out[row_number(indices[i], out.shape[0])], dy[i]
        for j in range(row.size):
            total[j] += row[j]


@kernel
def row_number(index: float, count: int) -> int:
    """`index` as a whole number from 0 to count - 1, whatever it is: memory beside the table is never touched.

    Compared in float64, which holds every row number exactly; nan is not above 0.
    """
    number = np.float64(index)
    if not number > 0:
        return 0
    return count - 1 if number > count - 1 else int(number)
