"""What the recurrent layers share: how a block goes through time.

A step needs the state that the step before has left, all of it. If the units of an example were spread over several
blocks, these would have to meet after every step, and blocks can only meet by ending: a launch for each step, which
costs more than a step of a small layer takes. But examples never meet. So a block takes EXAMPLES of them through all
steps in one launch: its threads share the units, and wait for each other (`syncthreads`) after each part of a step.

In the kernels all arrays are flat: step t of an example lies at (example * steps + t) times the numbers of a step. A
block that has fewer than EXAMPLES examples left takes its last one again, and writes nothing for it.

A thread calculates the same column for all its examples, so that a weight that it reads serves each of them.
Neighbouring threads read neighbouring columns, and multiply by the same number of the state, which costs one access for
a whole warp.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import cuda

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import device_function, kernel
from tuitrainer.kernels.cuda._launch import SIMULATED, THREADS, flat, for_each, launch
from tuitrainer.kernels.cuda._scratch import scratch

EXAMPLES = 2
"""More of them read the weights less often, fewer make more blocks (not measured)."""
WARP = 2 if SIMULATED else 32
MOST_THREADS = THREADS if SIMULATED else 512


def through_time(
    kernel: Callable[..., None], sizes: tuple[int, int, int], columns: int, weights: Array, *arguments: Any
) -> None:
    """Run a kernel whose blocks take EXAMPLES examples through all steps, a thread for each of `columns` if it can.

    `sizes` is (examples, steps, units).
    """
    threads = min(-(-columns // WARP) * WARP, MOST_THREADS)
    launch(kernel, -(-sizes[0] // EXAMPLES), threads, sizes, weights, *arguments)


def transposed(weights: Array) -> Array:
    """The recurrent weights (H, G * H) as (G * H, H), so that neighbouring threads read neighbours on the way back."""
    out = scratch("transposed weights", weights.size, weights.dtype)
    for_each(transpose, weights.size, flat(weights), weights.shape[0], weights.shape[1], out)
    return out


def states_before(h: Array) -> Array:
    """(N * T, H): the state before each step of h (N, T, H), 0 before the first."""
    out = scratch("states before", h.size, h.dtype)
    for_each(shift, h.size, flat(h), h.shape[2], h.shape[1] * h.shape[2], out)
    return out


@kernel
def transpose(x: Array, rows: int, columns: int, out: Array) -> None:
    """Each thread copies one number at a time."""
    for i in range(cuda.grid(1), x.size, cuda.gridsize(1)):
        out[i % columns * rows + i // columns] = x[i]


@kernel
def shift(x: Array, units: int, sequence: int, out: Array) -> None:
    """Each thread copies one number at a time from the step before; `sequence` numbers belong to one example."""
    for i in range(cuda.grid(1), x.size, cuda.gridsize(1)):
        out[i] = x[i - units] if i % sequence >= units else 0


@device_function
def add_products(states: Array, places: Array, weights: Array, place: int, apart: int, units: int, sums: Array) -> None:
    """sums[e] += the products of `units` numbers of the states, from places[e] on, and as many of the weights, from
    `place` on and `apart` from each other; both flat.

    This loop is where the time goes. Its indices are unsigned, so that nobody asks whether they count from the end; and
    it says `while`, because of a `range` that ends at a variable the compiler keeps a second counter and multiplies
    anew for each address (seen in the machine code: 32 instructions for two products instead of 13).
    """
    k = 0
    while k < units:
        weight = weights[np.uint64(place)]
        for e in range(EXAMPLES):
            sums[e] += states[np.uint64(places[e] + k)] * weight
        place += apart
        k += 1
