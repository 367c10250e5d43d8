"""Rows of a table, looked up by number."""

from __future__ import annotations

from typing import Any

from numba import cuda, float64, int64

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import device_function, kernel
from tuitrainer.kernels.cuda._launch import flat, for_each


def embedding_forward(indices: Array, table: Array, out: Array) -> None:
    for_each(_look_up, out.size, flat(indices), flat(table), table.shape[0], out.shape[1], flat(out))


def embedding_gradient(indices: Array, dy: Array, out: Array) -> None:
    for_each(_add_rows, out.size, flat(indices), flat(dy), out.shape[0], out.shape[1], flat(out))


@device_function
def row_number(index: Any, count: int) -> Any:
    """`index` as a whole number from 0 to count - 1, whatever it is: memory beside the table is never touched.

    Compared in float64, which holds every row number exactly; nan is not above 0.
    """
    number = float64(index)
    if not number > 0.0:
        return int64(0)
    return int64(count - 1) if number > count - 1 else int64(number)


@kernel
def _look_up(indices: Array, table: Array, count: int, features: int, out: Array) -> None:
    """Each thread copies one number at a time; neighbours copy neighbours of the same row."""
    for i in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        out[i] = table[row_number(indices[i // features], count) * features + i % features]


@kernel
def _add_rows(indices: Array, dy: Array, count: int, features: int, out: Array) -> None:
    """Each thread owns one number of `out` at a time: it goes through all indices and adds what is meant for its row.

    The other way round, a thread for each number of dy, several threads would add to the same number, which needs
    atomic additions, and their order is chance. This way nobody waits, and the losses repeat to the last bit.
    """
    for own in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        row, column = own // features, own % features
        total = out.dtype.type(0)
        for i in range(indices.size):
            if row_number(indices[i], count) == row:
                total += dy[i * features + column]
        out[own] = total
