"""The steps of an LSTM through time, for some of the examples of a batch.

What of a step depends on the step before is one small product (states times recurrent weights, packed once for all
steps) and a row of gates for each example. The gates go through several short loops over few arrays each: in one loop
over all of them LLVM would have to make sure of too many pairs that they do not overlap, and give up on vectors
(measured: three times as slow).
"""

from __future__ import annotations

import numpy as np
from numba import prange

from tuitrainer.kernels.backend import Array, Indices
from tuitrainer.kernels.cpu._jit import kernel, parallel_kernel
from tuitrainer.kernels.cpu._mathematics import precise_tanh
from tuitrainer.kernels.cpu._product import COLUMNS, ONE, SCRATCH, ZERO, multiply
from tuitrainer.kernels.cpu._simd import START_OUT, START_ZERO
from tuitrainer.kernels.cpu.activations import apply_sigmoid, apply_tanh


@kernel
def lstm_steps(
    low: int, gates: Array, cells: Array, h: Array, panels: Array, gate_rows: Indices, h_rows: Indices, ones: Indices,
    time: int, high: int, scratch: Array,
) -> None:  # fmt: skip
    """From x W + b in `gates` (N, T, 4H) to the gates, `cells` and `h` (N, T, H) of examples low to high - 1; all flat.

    `panels` are the packed recurrent weights; gate_rows, h_rows and ones are tables of the rows of a step and of the
    numbers in one.
    """
    units, count = ones.size, high - low
    panel = units * COLUMNS * 4 // h.itemsize
    for t in range(time):
        first = low * time + t
        if t > 0:
            multiply(
                h, (first - 1) * units, h_rows[:count], ones, panels, ZERO, ZERO, ONE, panel, 4 * units, START_OUT,
                panels, h.dtype.type(-np.inf), gates, first * 4 * units, gate_rows[:count], scratch,
            )  # fmt: skip
        for example in range(low, high):
            place = example * time + t
            row = gates[4 * place * units : 4 * (place + 1) * units]
            apply_sigmoid(row[: 3 * units])
            apply_tanh(row[3 * units :])
            forget, enter, leave, candidate = row, row[units:], row[2 * units :], row[3 * units :]
            c, out = cells[place * units : (place + 1) * units], h[place * units : (place + 1) * units]
            for j in range(units):
                c[j] = enter[j] * candidate[j]
            if t > 0:
                before = cells[(place - 1) * units : place * units]
                for j in range(units):
                    c[j] += forget[j] * before[j]
            for j in range(units):
                out[j] = leave[j] * precise_tanh(c[j])


@kernel
def lstm_steps_back(
    low: int, gates: Array, cells: Array, dy: Array, panels: Array, gate_rows: Indices, ones: Indices, time: int,
    high: int, scratch: Array,
) -> None:  # fmt: skip
    """`gates` becomes the gradient of what the activations were applied to; `panels` are the transposed weights."""
    units, count = ones.size // 4, high - low
    panel = ones.size * COLUMNS * 4 // dy.itemsize
    rows = np.arange(count) * units
    dh, dc = np.zeros(count * units, dy.dtype), np.zeros(count * units, dy.dtype)
    tanh_c, kept = np.empty(units, dy.dtype), np.empty(units, dy.dtype)
    one = dy.dtype.type(1)
    for t in range(time - 1, -1, -1):
        for example in range(low, high):
            place = example * time + t
            row = gates[4 * place * units : 4 * (place + 1) * units]
            forget, enter, leave, candidate = row[:units], row[units:], row[2 * units :], row[3 * units :]
            c, above = cells[place * units : (place + 1) * units], dy[place * units : (place + 1) * units]
            dh_row = dh[(example - low) * units : (example - low + 1) * units]
            dc_row = dc[(example - low) * units : (example - low + 1) * units]
            for j in range(units):
                tanh_c[j] = precise_tanh(c[j])
            for j in range(units):
                dh_row[j] += above[j]
            for j in range(units):
                dc_row[j] += dh_row[j] * leave[j] * (one - tanh_c[j] * tanh_c[j])
            for j in range(units):
                leave[j] = dh_row[j] * tanh_c[j] * leave[j] * (one - leave[j])
            for j in range(units):
                kept[j] = dc_row[j] * candidate[j] * enter[j] * (one - enter[j])
            for j in range(units):
                candidate[j] = dc_row[j] * enter[j] * (one - candidate[j] * candidate[j])
            for j in range(units):
                enter[j] = kept[j]
            for j in range(units):
                kept[j] = dc_row[j] * forget[j]
            if t > 0:
                before = cells[(place - 1) * units : place * units]
                for j in range(units):
                    forget[j] = dc_row[j] * before[j] * forget[j] * (one - forget[j])
            else:
                forget[:] = 0
            for j in range(units):
                dc_row[j] = kept[j]
        if t > 0:
            multiply(
                gates, (low * time + t) * 4 * units, gate_rows[:count], ones, panels, ZERO, ZERO, ONE, panel, units,
                START_ZERO, panels, dy.dtype.type(-np.inf), dh, ZERO, rows, scratch,
            )  # fmt: skip


@parallel_kernel
def lstm_steps_in_parts(
    parts: int, gates: Array, cells: Array, h: Array, panels: Array, gate_rows: Indices, h_rows: Indices,
    ones: Indices, time: int, count: int,
) -> None:  # fmt: skip
    for part in prange(parts):
        lstm_steps(
            part * count // parts, gates, cells, h, panels, gate_rows, h_rows, ones, time, (part + 1) * count // parts,
            np.empty(SCRATCH, h.dtype),
        )  # fmt: skip


@parallel_kernel
def lstm_steps_back_in_parts(
    parts: int, gates: Array, cells: Array, dy: Array, panels: Array, gate_rows: Indices, ones: Indices, time: int,
    count: int,
) -> None:  # fmt: skip
    for part in prange(parts):
        lstm_steps_back(
            part * count // parts, gates, cells, dy, panels, gate_rows, ones, time, (part + 1) * count // parts,
            np.empty(SCRATCH, dy.dtype),
        )  # fmt: skip
