"""Where values live: in the memory of the GPU. What comes and goes through here is all that ever crosses the bus.

The kernels below work on flat arrays: in each, a thread takes the element whose number is its own place in the whole
grid, then the one a grid further on, and so on ("grid-stride loop"). Neighbouring threads take neighbouring elements,
which the memory delivers together.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import cuda

from tuitrainer.kernels.backend import Array, Indices
from tuitrainer.kernels.cuda._jit import kernel
from tuitrainer.kernels.cuda._launch import flat, for_each
from tuitrainer.kernels.cuda._memory import allocate, to_host, upload


def empty(shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
    return allocate(shape, dtype)


def from_numpy(values: Array, copy: bool = True) -> Array:  # noqa: ARG001 it is always a copy
    return upload(np.ascontiguousarray(values))


def to_numpy(values: Array) -> Array:
    """Waits until the kernels that were launched have written it."""
    return to_host(values)


def add(x: Array, out: Array) -> None:
    for_each(_add, out.size, flat(x), flat(out))


def add_bias(bias: Array, out: Array) -> None:
    for_each(_add_bias, out.size, bias, flat(out))


def gather(x: Array, rows: Indices, out: Array) -> None:
    """`rows` may be on the host or on the device; from the host it is copied first."""
    if isinstance(rows, np.ndarray):
        rows = upload(rows)
    for_each(_gather, out.size, flat(x), rows, out.size // max(1, rows.size), flat(out))


def scatter(x: Array, rows: Indices, out: Array) -> None:
    for_each(_scatter, x.size, flat(x), rows, x.size // max(1, rows.size), flat(out))


def copy_columns(x: Array, start: int, out: Array) -> None:
    for_each(_copy_columns, out.size, flat(x), x.shape[1], start, flat(out), out.shape[1])


def set_columns(x: Array, start: int, out: Array) -> None:
    for_each(_set_columns, x.size, flat(x), x.shape[1], start, flat(out), out.shape[1])


@kernel
def _add(x: Array, out: Array) -> None:
    """Each thread adds one element at a time."""
    for i in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        out[i] += x[i]


@kernel
def _add_bias(bias: Array, out: Array) -> None:
    """Each thread adds to one element at a time the bias of its column."""
    for i in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        out[i] += bias[i % bias.size]


@kernel
def _gather(x: Array, rows: Indices, width: int, out: Array) -> None:
    """Each thread copies one element at a time of a row of `width`."""
    for i in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        out[i] = x[rows[i // width] * width + i % width]


@kernel
def _scatter(x: Array, rows: Indices, width: int, out: Array) -> None:
    """Each thread copies one element at a time of a row of `width`."""
    for i in range(cuda.grid(1), x.size, cuda.gridsize(1)):
        out[rows[i // width] * width + i % width] = x[i]


@kernel
def _copy_columns(x: Array, width: int, start: int, out: Array, columns: int) -> None:
    """Each thread copies one element of `out` at a time from its place in the wider rows of x."""
    for i in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        out[i] = x[i // columns * width + start + i % columns]


@kernel
def _set_columns(x: Array, columns: int, start: int, out: Array, width: int) -> None:
    """Each thread copies one element of x at a time to its place in the wider rows of `out`."""
    for i in range(cuda.grid(1), x.size, cuda.gridsize(1)):
        out[i // columns * width + start + i % columns] = x[i]
