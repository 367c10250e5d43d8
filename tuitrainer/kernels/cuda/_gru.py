"""The steps of a GRU through time; see `_steps`. The gates lie in the order z, r, h~.

The candidate h~ reads the old state through the gate r, so a step has two products one after the other.
"""

from __future__ import annotations

import math

from numba import cuda, int64

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import kernel
from tuitrainer.kernels.cuda._mathematics import sigmoid
from tuitrainer.kernels.cuda._steps import EXAMPLES, add_products


@kernel
def gru_steps(sizes: tuple[int, int, int], weights: Array, gates: Array, seen: Array, h: Array) -> None:
    """A block: EXAMPLES examples; from x W + b in gates (N, T, 3H) to the gates and h (N, T, H).

    seen (N, H) is for r * h of the step before, which the candidate sees of it.
    """
    sums = cuda.local.array(EXAMPLES, h.dtype)
    places = cuda.local.array(EXAMPLES, int64)
    rows = cuda.local.array(EXAMPLES, int64)
    first, number = cuda.blockIdx.x * EXAMPLES, h.dtype.type
    examples, steps, units = sizes
    for e in range(EXAMPLES):
        rows[e] = min(first + e, examples - 1) * units
    for t in range(steps):
        for e in range(EXAMPLES):
            places[e] = rows[e] * steps + (t - 1) * units  # the state before
        for column in range(cuda.threadIdx.x, 2 * units, cuda.blockDim.x):
            for e in range(EXAMPLES):
                sums[e] = gates[3 * (places[e] + units) + column]
            if t > 0:
                add_products(h, places, weights, column, 3 * units, units, sums)
            for e in range(EXAMPLES):
                if first + e < examples:
                    gate = sigmoid(sums[e], number)
                    gates[3 * (places[e] + units) + column] = gate
                    if column >= units and t > 0:
                        seen[rows[e] + column - units] = gate * h[places[e] + column - units]
        cuda.syncthreads()  # z, r and what r lets through are there
        for j in range(cuda.threadIdx.x, units, cuda.blockDim.x):
            for e in range(EXAMPLES):
                sums[e] = gates[3 * (places[e] + units) + 2 * units + j]
            if t > 0:
                add_products(seen, rows, weights, 2 * units + j, 3 * units, units, sums)
            for e in range(EXAMPLES):
                if first + e < examples:
                    own = 3 * (places[e] + units) + j
                    candidate, z = number(math.tanh(sums[e])), gates[own]
                    state = (number(1) - z) * candidate
                    if t > 0:
                        state += z * h[places[e] + j]
                    gates[own + 2 * units] = candidate
                    h[places[e] + units + j] = state
        cuda.syncthreads()  # and the whole state


@kernel
def gru_steps_back(
    sizes: tuple[int, int, int], weights: Array, gates: Array, h: Array, dy: Array, dh: Array, shares: Array,
    seen: Array,
) -> None:  # fmt: skip
    """A block: EXAMPLES examples; the gates become the gradient of what their activations were applied to.

    `weights` are the recurrent ones, transposed. dh (N, H) carries the gradient of the states from step to step, in
    shares (N, 2H) the gates z and r of the step after leave what they send back to each unit. seen (N, T, H) becomes
    r * h of the step before: r itself is overwritten, and the gradient of the candidate's weights needs it.
    """
    sums = cuda.local.array(EXAMPLES, h.dtype)
    places = cuda.local.array(EXAMPLES, int64)
    first, number = cuda.blockIdx.x * EXAMPLES, h.dtype.type
    examples, steps, units = sizes
    one, zero = number(1), number(0)
    for back in range(steps):
        t = steps - 1 - back
        if back > 0:
            for column in range(cuda.threadIdx.x, 2 * units, cuda.blockDim.x):
                gate, j = column // units * units, column % units
                for e in range(EXAMPLES):
                    places[e] = (min(first + e, examples - 1) * steps + t + 1) * 3 * units + gate
                    sums[e] = 0
                add_products(gates, places, weights, gate * units + j, units, units, sums)
                for e in range(EXAMPLES):
                    if first + e < examples:
                        shares[(first + e) * 2 * units + column] = sums[e]
        cuda.syncthreads()
        for unit in range(cuda.threadIdx.x, EXAMPLES * units, cuda.blockDim.x):
            example, j = first + unit // units, unit % units
            if example < examples:
                state, share = (example * steps + t) * units + j, example * 2 * units + j
                gate = 3 * (state - j) + j
                z, candidate = gates[gate], gates[gate + 2 * units]
                of_h, before = dy[state], zero
                if back > 0:
                    of_h += dh[example * units + j] + shares[share] + shares[share + units]
                if t > 0:
                    before = h[state - units]
                gates[gate] = of_h * (before - candidate) * z * (one - z)
                gates[gate + 2 * units] = of_h * (one - z) * (one - candidate * candidate)
                dh[example * units + j] = of_h * z
        cuda.syncthreads()  # the gradient of the candidate is there
        for j in range(cuda.threadIdx.x, units, cuda.blockDim.x):
            for e in range(EXAMPLES):
                places[e] = ((min(first + e, examples - 1) * steps + t) * 3 + 2) * units
                sums[e] = 0
            if t > 0:
                add_products(gates, places, weights, 2 * units * units + j, units, units, sums)
            for e in range(EXAMPLES):
                if first + e < examples:
                    state = ((first + e) * steps + t) * units + j
                    r, before = gates[places[e] - units + j], zero
                    if t > 0:
                        before = h[state - units]
                    seen[state] = r * before
                    gates[places[e] - units + j] = sums[e] * before * r * (one - r)
                    dh[(first + e) * units + j] += sums[e] * r
        cuda.syncthreads()
