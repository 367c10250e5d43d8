"""The activations and their derivatives: by element, and softmax by rows."""

from __future__ import annotations

import math

import numpy as np
from numba import cuda

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import kernel
from tuitrainer.kernels.cuda._launch import LANES, ROWS, flat, for_each, for_each_row
from tuitrainer.kernels.cuda._mathematics import activated, activated_gradient, code_of
from tuitrainer.kernels.cuda._reduce import row_max, row_sum


def activation(name: str, x: Array, out: Array) -> None:
    if name == "softmax":
        columns = x.shape[x.ndim - 1]
        for_each_row(_softmax, x.size // columns, flat(x), x.size // columns, columns, flat(out))
    else:
        for_each(_activate, x.size, code_of(name), flat(x), flat(out))


def activation_gradient(name: str, x: Array, y: Array, dy: Array, out: Array) -> None:
    if name == "softmax":
        columns = y.shape[y.ndim - 1]
        for_each_row(_softmax_gradient, y.size // columns, flat(y), flat(dy), y.size // columns, columns, flat(out))
    else:
        for_each(_activate_gradient, y.size, code_of(name), flat(x), flat(y), flat(dy), flat(out))


@kernel
def _activate(code: int, x: Array, out: Array) -> None:
    """Each thread takes one element at a time."""
    for i in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        out[i] = activated(code, x[i], out.dtype.type)


@kernel
def _activate_gradient(code: int, x: Array, y: Array, dy: Array, out: Array) -> None:
    """Each thread takes one element at a time."""
    for i in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        out[i] = activated_gradient(code, x[i], y[i], dy[i], out.dtype.type)


@kernel
def _softmax(x: Array, rows: int, columns: int, out: Array) -> None:
    """The LANES threads of a row share its columns, and find its maximum and its sum together.

    A block works on ROWS rows at a time. A thread without a row goes along, because all must meet in the reductions.
    """
    lane = cuda.threadIdx.x
    for first in range(cuda.blockIdx.x * ROWS, rows, cuda.gridDim.x * ROWS):
        row = first + cuda.threadIdx.y
        start, end = row * columns, min(row + 1, rows) * columns
        largest = -np.inf
        for i in range(start + lane, end, LANES):
            value = x[i]
            if value > largest or value != value:  # noqa: PLR0124 only nan differs from itself
                largest = value
        largest = out.dtype.type(row_max(largest))
        total = 0.0
        for i in range(start + lane, end, LANES):
            power = math.exp(x[i] - largest)
            out[i] = power
            total += power
        total = row_sum(total)
        for i in range(start + lane, end, LANES):
            out[i] = out[i] / out.dtype.type(total)


@kernel
def _softmax_gradient(y: Array, dy: Array, rows: int, columns: int, out: Array) -> None:
    """dx_i = y_i (dy_i - sum over j of y_j dy_j); threads and rows as in `_softmax`."""
    lane = cuda.threadIdx.x
    for first in range(cuda.blockIdx.x * ROWS, rows, cuda.gridDim.x * ROWS):
        row = first + cuda.threadIdx.y
        start, end = row * columns, min(row + 1, rows) * columns
        total = 0.0
        for i in range(start + lane, end, LANES):
            total += y[i] * dy[i]
        total = row_sum(total)
        for i in range(start + lane, end, LANES):
            out[i] = y[i] * (dy[i] - out.dtype.type(total))
