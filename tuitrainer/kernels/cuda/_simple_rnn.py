"""The steps of a simple recurrent layer through time; see `_steps`."""

from __future__ import annotations

import math

from numba import cuda, int64

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import kernel
from tuitrainer.kernels.cuda._mathematics import SOFTMAX, activated, activated_gradient
from tuitrainer.kernels.cuda._steps import EXAMPLES, add_products


@kernel
def simple_rnn_steps(sizes: tuple[int, int, int], weights: Array, code: int, h: Array) -> None:
    """A block: EXAMPLES examples; from x W + b in h (N, T, H) to the states, activation number `code` of x W + b + h U.

    Softmax looks at all units, so one thread does it for each example: slow, but hardly anybody asks for it here.
    """
    sums = cuda.local.array(EXAMPLES, h.dtype)
    places = cuda.local.array(EXAMPLES, int64)
    first, number = cuda.blockIdx.x * EXAMPLES, h.dtype.type
    examples, steps, units = sizes
    for t in range(steps):
        for e in range(EXAMPLES):
            places[e] = (min(first + e, examples - 1) * steps + t - 1) * units  # the state before
        for j in range(cuda.threadIdx.x, units, cuda.blockDim.x):
            for e in range(EXAMPLES):
                sums[e] = h[places[e] + units + j]
            if t > 0:
                add_products(h, places, weights, j, units, units, sums)
            for e in range(EXAMPLES):
                if first + e < examples:
                    h[places[e] + units + j] = activated(code, sums[e], number)
        cuda.syncthreads()
        if code == SOFTMAX:
            for example in range(first + cuda.threadIdx.x, min(first + EXAMPLES, examples), cuda.blockDim.x):
                place = (example * steps + t) * units
                largest, total = h[place], number(0)
                for j in range(units):
                    largest = max(largest, h[place + j])
                for j in range(units):
                    power = number(math.exp(h[place + j] - largest))
                    h[place + j] = power
                    total += power
                for j in range(units):
                    h[place + j] /= total
            cuda.syncthreads()


@kernel
def simple_rnn_steps_back(
    sizes: tuple[int, int, int], weights: Array, code: int, h: Array, dy: Array, da: Array
) -> None:
    """A block: EXAMPLES examples; da (N, T, H) = the gradient of what the activation was applied to.

    `weights` are the recurrent ones, transposed.
    """
    sums = cuda.local.array(EXAMPLES, h.dtype)
    places = cuda.local.array(EXAMPLES, int64)
    first, number = cuda.blockIdx.x * EXAMPLES, h.dtype.type
    examples, steps, units = sizes
    for back in range(steps):
        t = steps - 1 - back
        for e in range(EXAMPLES):
            places[e] = (min(first + e, examples - 1) * steps + t + 1) * units  # the step after
        for j in range(cuda.threadIdx.x, units, cuda.blockDim.x):
            for e in range(EXAMPLES):
                sums[e] = dy[places[e] - units + j]
            if back > 0:
                add_products(da, places, weights, j, units, units, sums)
            for e in range(EXAMPLES):
                if first + e < examples:
                    y = h[places[e] - units + j]
                    da[places[e] - units + j] = activated_gradient(code, y, y, sums[e], number)
        cuda.syncthreads()
        if code == SOFTMAX:
            for example in range(first + cuda.threadIdx.x, min(first + EXAMPLES, examples), cuda.blockDim.x):
                place, total = (example * steps + t) * units, number(0)
                for j in range(units):
                    total += h[place + j] * da[place + j]
                for j in range(units):
                    da[place + j] = h[place + j] * (da[place + j] - total)
            cuda.syncthreads()
