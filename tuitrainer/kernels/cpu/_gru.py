"""The steps of a GRU through time, for some of the examples of a batch.

The candidate reads the old state through the reset gate, so a step has two small products one after the other: states
times the recurrent weights of both gates, then r * states times those of the candidate (either packed once for all
steps). As in `_lstm`, the gates go through several short loops over few arrays each.
"""

from __future__ import annotations

import numpy as np
from numba import prange

from tuitrainer.kernels.backend import Array, Indices
from tuitrainer.kernels.cpu._jit import kernel, parallel_kernel
from tuitrainer.kernels.cpu._product import COLUMNS, ONE, SCRATCH, ZERO, multiply
from tuitrainer.kernels.cpu._simd import START_OUT, START_ZERO
from tuitrainer.kernels.cpu.activations import apply_sigmoid, apply_tanh


@kernel
def gru_steps(
    low: int, gates: Array, h: Array, panels: Array, candidate_panels: Array, gate_rows: Indices, h_rows: Indices,
    ones: Indices, time: int, high: int, scratch: Array,
) -> None:  # fmt: skip
    """From x W + b in `gates` (N, T, 3H) to the gates and `h` (N, T, H) of examples low to high - 1; all flat.

    `panels` are the packed recurrent weights of z and r, `candidate_panels` those of h~; gate_rows, h_rows and ones are
    tables of the rows of a step and of the numbers in one.
    """
    units, count = ones.size, high - low
    panel = units * COLUMNS * 4 // h.itemsize
    rows, seen = np.arange(count) * units, np.empty(count * units, h.dtype)
    lowest, one = h.dtype.type(-np.inf), h.dtype.type(1)
    for t in range(time):
        first = low * time + t
        if t > 0:
            multiply(
                h, (first - 1) * units, h_rows[:count], ones, panels, ZERO, ZERO, ONE, panel, 2 * units, START_OUT,
                panels, lowest, gates, first * 3 * units, gate_rows[:count], scratch,
            )  # fmt: skip
        for example in range(low, high):
            place = example * time + t
            row = gates[3 * place * units : 3 * (place + 1) * units]
            apply_sigmoid(row[: 2 * units])
            if t > 0:
                reset, before = row[units:], h[(place - 1) * units : place * units]
                seen_row = seen[(example - low) * units : (example - low + 1) * units]
                for j in range(units):
                    seen_row[j] = reset[j] * before[j]
        if t > 0:
            multiply(
                seen, ZERO, rows, ones, candidate_panels, ZERO, ZERO, ONE, panel, units, START_OUT, panels, lowest,
                gates, (first * 3 + 2) * units, gate_rows[:count], scratch,
            )  # fmt: skip
        for example in range(low, high):
            place = example * time + t
            row = gates[3 * place * units : 3 * (place + 1) * units]
            keep, candidate, out = row, row[2 * units :], h[place * units : (place + 1) * units]
            apply_tanh(candidate)
            for j in range(units):
                out[j] = (one - keep[j]) * candidate[j]
            if t > 0:
                before = h[(place - 1) * units : place * units]
                for j in range(units):
                    out[j] += keep[j] * before[j]


@kernel
def gru_steps_back(
    low: int, gates: Array, h: Array, dy: Array, seen: Array, panels: Array, candidate_panels: Array,
    gate_rows: Indices, ones: Indices, time: int, high: int, scratch: Array,
) -> None:  # fmt: skip
    """`gates` becomes the gradient of what the activations were applied to; the panels are of the transposed weights.

    `seen` (N, T, H), zeros before, becomes r * h_(t-1), which the gradient of the candidate's weights is made of: r
    itself is gone by then.
    """
    units, count = ones.size // 2, high - low
    panel = units * COLUMNS * 4 // h.itemsize
    rows = np.arange(count) * units
    dh, d_seen, da_z = np.zeros(count * units, h.dtype), np.empty(count * units, h.dtype), np.empty(units, h.dtype)
    lowest, one = h.dtype.type(-np.inf), h.dtype.type(1)
    for t in range(time - 1, -1, -1):
        first = low * time + t
        for example in range(low, high):
            place = example * time + t
            row = gates[3 * place * units : 3 * (place + 1) * units]
            keep, candidate, above = row[:units], row[2 * units :], dy[place * units : (place + 1) * units]
            dh_row = dh[(example - low) * units : (example - low + 1) * units]
            for j in range(units):
                dh_row[j] += above[j]
            for j in range(units):
                da_z[j] = -candidate[j]
            if t > 0:
                before = h[(place - 1) * units : place * units]
                for j in range(units):
                    da_z[j] += before[j]
            else:
                row[units : 2 * units] = 0  # r reads the state before, which is 0
            for j in range(units):
                candidate[j] = dh_row[j] * (one - keep[j]) * (one - candidate[j] * candidate[j])
            for j in range(units):
                da_z[j] *= dh_row[j] * keep[j] * (one - keep[j])
            for j in range(units):
                dh_row[j] *= keep[j]
            for j in range(units):
                keep[j] = da_z[j]
        if t > 0:
            multiply(
                gates, (first * 3 + 2) * units, gate_rows[:count], ones[:units], candidate_panels, ZERO, ZERO, ONE,
                panel, units, START_ZERO, panels, lowest, d_seen, ZERO, rows, scratch,
            )  # fmt: skip
            for example in range(low, high):
                place = example * time + t
                reset = gates[(3 * place + 1) * units : (3 * place + 2) * units]
                before, seen_row = h[(place - 1) * units : place * units], seen[place * units : (place + 1) * units]
                dh_row = dh[(example - low) * units : (example - low + 1) * units]
                d_seen_row = d_seen[(example - low) * units : (example - low + 1) * units]
                for j in range(units):
                    seen_row[j] = reset[j] * before[j]
                for j in range(units):
                    dh_row[j] += d_seen_row[j] * reset[j]
                for j in range(units):
                    reset[j] = d_seen_row[j] * before[j] * reset[j] * (one - reset[j])
            multiply(
                gates, first * 3 * units, gate_rows[:count], ones, panels, ZERO, ZERO, ONE, 2 * panel, units, START_OUT,
                panels, lowest, dh, ZERO, rows, scratch,
            )  # fmt: skip


@parallel_kernel
def gru_steps_in_parts(
    parts: int, gates: Array, h: Array, panels: Array, candidate_panels: Array, gate_rows: Indices, h_rows: Indices,
    ones: Indices, time: int, count: int,
) -> None:  # fmt: skip
    for part in prange(parts):
        gru_steps(
            part * count // parts, gates, h, panels, candidate_panels, gate_rows, h_rows, ones, time,
            (part + 1) * count // parts, np.empty(SCRATCH, h.dtype),
        )  # fmt: skip


@parallel_kernel
def gru_steps_back_in_parts(
    parts: int, gates: Array, h: Array, dy: Array, seen: Array, panels: Array, candidate_panels: Array,
    gate_rows: Indices, ones: Indices, time: int, count: int,
) -> None:  # fmt: skip
    for part in prange(parts):
        gru_steps_back(
            part * count // parts, gates, h, dy, seen, panels, candidate_panels, gate_rows, ones, time,
            (part + 1) * count // parts, np.empty(SCRATCH, h.dtype),
        )  # fmt: skip
