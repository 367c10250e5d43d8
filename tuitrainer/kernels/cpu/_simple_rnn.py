"""The steps of the simple recurrent layer through time, for some of the examples of a batch.

A step is one small product (states times recurrent weights, packed once for all steps), added to what the input gave,
and the activation. The way back is the same with the transposed weights.
"""

from __future__ import annotations

import numpy as np
from numba import prange

from tuitrainer.kernels.backend import Array, Indices
from tuitrainer.kernels.cpu._jit import kernel, parallel_kernel
from tuitrainer.kernels.cpu._product import COLUMNS, ONE, SCRATCH, ZERO, multiply
from tuitrainer.kernels.cpu._simd import START_OUT
from tuitrainer.kernels.cpu.activations import backward, forward


@kernel
def simple_rnn_steps(
    low: int, code: int, h: Array, panels: Array, rows: Indices, ones: Indices, time: int, high: int, scratch: Array
) -> None:
    """From x W + b in `h` (N, T, H) to the states of examples low to high - 1, in the same place; flat.

    `code` is the number of the activation, `panels` are the packed recurrent weights; rows and ones are tables of the
    rows of a step and of the numbers in one.
    """
    units, count = ones.size, high - low
    panel = units * COLUMNS * 4 // h.itemsize
    for t in range(time):
        first = low * time + t
        if t > 0:
            multiply(
                h, (first - 1) * units, rows[:count], ones, panels, ZERO, ZERO, ONE, panel, units, START_OUT, panels,
                h.dtype.type(-np.inf), h, first * units, rows[:count], scratch,
            )  # fmt: skip
        for example in range(low, high):
            place = example * time + t
            forward(code, units, h[place * units : (place + 1) * units])


@kernel
def simple_rnn_steps_back(
    low: int, code: int, h: Array, da: Array, panels: Array, rows: Indices, ones: Indices, time: int, high: int,
    scratch: Array,
) -> None:  # fmt: skip
    """From dy in `da` (N, T, H) to the gradient of what the activation was applied to, in the same place.

    `panels` are the transposed weights.
    """
    units, count = ones.size, high - low
    panel = units * COLUMNS * 4 // h.itemsize
    for t in range(time - 1, -1, -1):
        first = low * time + t
        if t < time - 1:
            multiply(
                da, (first + 1) * units, rows[:count], ones, panels, ZERO, ZERO, ONE, panel, units, START_OUT, panels,
                h.dtype.type(-np.inf), da, first * units, rows[:count], scratch,
            )  # fmt: skip
        for example in range(low, high):
            place = example * time + t
            backward(code, units, h[place * units : (place + 1) * units], da[place * units : (place + 1) * units])


@parallel_kernel
def simple_rnn_steps_in_parts(
    parts: int, code: int, h: Array, panels: Array, rows: Indices, ones: Indices, time: int, count: int
) -> None:
    for part in prange(parts):
        simple_rnn_steps(
            part * count // parts, code, h, panels, rows, ones, time, (part + 1) * count // parts,
            np.empty(SCRATCH, h.dtype),
        )  # fmt: skip


@parallel_kernel
def simple_rnn_steps_back_in_parts(
    parts: int, code: int, h: Array, da: Array, panels: Array, rows: Indices, ones: Indices, time: int, count: int
) -> None:
    for part in prange(parts):
        simple_rnn_steps_back(
            part * count // parts, code, h, da, panels, rows, ones, time, (part + 1) * count // parts,
            np.empty(SCRATCH, h.dtype),
        )  # fmt: skip
