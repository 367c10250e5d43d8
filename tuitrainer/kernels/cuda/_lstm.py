"""The steps of an LSTM through time; see `_steps`. The gates lie in the order f, i, o, c~."""

from __future__ import annotations

import math

from numba import cuda, int64

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import kernel
from tuitrainer.kernels.cuda._mathematics import sigmoid
from tuitrainer.kernels.cuda._steps import EXAMPLES, add_products


@kernel
def lstm_steps(sizes: tuple[int, int, int], weights: Array, gates: Array, cells: Array, h: Array) -> None:
    """A block: EXAMPLES examples; from x W + b in gates (N, T, 4H) to the gates, the cells and h (N, T, H).

    In the first part of a step a thread has a gate of a unit, in the second a unit.
    """
    sums = cuda.local.array(EXAMPLES, h.dtype)
    places = cuda.local.array(EXAMPLES, int64)
    first, number = cuda.blockIdx.x * EXAMPLES, h.dtype.type
    examples, steps, units = sizes
    for t in range(steps):
        for e in range(EXAMPLES):
            places[e] = (min(first + e, examples - 1) * steps + t - 1) * units  # the state before
        for column in range(cuda.threadIdx.x, 4 * units, cuda.blockDim.x):
            for e in range(EXAMPLES):
                sums[e] = gates[4 * (places[e] + units) + column]
            if t > 0:
                add_products(h, places, weights, column, 4 * units, units, sums)
            for e in range(EXAMPLES):
                if first + e < examples:
                    gate = sigmoid(sums[e], number) if column < 3 * units else number(math.tanh(sums[e]))
                    gates[4 * (places[e] + units) + column] = gate
        cuda.syncthreads()  # all gates of these examples are there
        for unit in range(cuda.threadIdx.x, EXAMPLES * units, cuda.blockDim.x):
            example, j = first + unit // units, unit % units
            if example < examples:
                state = (example * steps + t) * units
                gate = 4 * state + j
                cell = gates[gate + units] * gates[gate + 3 * units]
                if t > 0:
                    cell += gates[gate] * cells[state - units + j]
                cells[state + j] = cell
                h[state + j] = gates[gate + 2 * units] * number(math.tanh(cell))
        cuda.syncthreads()  # and the whole state


@kernel
def lstm_steps_back(
    sizes: tuple[int, int, int], weights: Array, gates: Array, cells: Array, dy: Array, dc: Array, shares: Array
) -> None:
    """A block: EXAMPLES examples; the gates become the gradient of what their activations were applied to.

    `weights` are the recurrent ones, transposed. dc (N, H) carries the gradient of the cells from step to step; in
    shares (N, 4H) each gate of the step after leaves what it sends back to each unit, so that four threads share the
    long sum of a unit.
    """
    sums = cuda.local.array(EXAMPLES, dy.dtype)
    places = cuda.local.array(EXAMPLES, int64)
    first, number = cuda.blockIdx.x * EXAMPLES, dy.dtype.type
    examples, steps, units = sizes
    one = number(1)
    for back in range(steps):
        t = steps - 1 - back
        if back > 0:
            for column in range(cuda.threadIdx.x, 4 * units, cuda.blockDim.x):
                gate, j = column // units * units, column % units
                for e in range(EXAMPLES):
                    places[e] = (min(first + e, examples - 1) * steps + t + 1) * 4 * units + gate
                    sums[e] = 0
                add_products(gates, places, weights, gate * units + j, units, units, sums)
                for e in range(EXAMPLES):
                    if first + e < examples:
                        shares[(first + e) * 4 * units + column] = sums[e]
        cuda.syncthreads()
        for unit in range(cuda.threadIdx.x, EXAMPLES * units, cuda.blockDim.x):
            example, j = first + unit // units, unit % units
            if example < examples:
                state, share = (example * steps + t) * units + j, example * 4 * units + j
                gate = 4 * (state - j) + j
                f, i, o, candidate = gates[gate], gates[gate + units], gates[gate + 2 * units], gates[gate + 3 * units]
                tanh_c = number(math.tanh(cells[state]))
                of_h, of_c, before = dy[state], number(0), number(0)
                if back > 0:
                    of_h += shares[share] + shares[share + units]
                    of_h += shares[share + 2 * units] + shares[share + 3 * units]
                    of_c = dc[example * units + j]
                if t > 0:
                    before = cells[state - units]
                of_c += of_h * o * (one - tanh_c * tanh_c)
                gates[gate] = of_c * before * f * (one - f)
                gates[gate + units] = of_c * candidate * i * (one - i)
                gates[gate + 2 * units] = of_h * tanh_c * o * (one - o)
                gates[gate + 3 * units] = of_c * i * (one - candidate * candidate)
                dc[example * units + j] = of_c * f
        cuda.syncthreads()
