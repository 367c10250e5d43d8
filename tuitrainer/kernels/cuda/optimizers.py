"""One step of each optimizer: one kernel over the flat buffer of all parameters at once.

Each thread updates one parameter at a time and needs no other: the easiest work there is for a GPU, bound by how fast
the memory delivers. So gradient and moments are read once, used while they are in registers, and written once. Numbers
are calculated in float64 before the loop, the corrections by powers of beta by one thread of each block.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numba import cuda, float64

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import device_function, kernel
from tuitrainer.kernels.cuda._launch import THREADS, blocks_for, flat, for_each, launch, number_like
from tuitrainer.kernels.cuda._reduce import add_sum, block_sum, sum_squares
from tuitrainer.kernels.cuda._scratch import scratch


def sgd_update(parameter: Array, gradient: Array, numbers: Array) -> None:
    _update(_sgd, (parameter, gradient), numbers)


def momentum_update(
    parameter: Array, gradient: Array, velocity: Array, numbers: Array, momentum: float, nesterov: bool
) -> None:
    _update(_nesterov if nesterov else _momentum, (parameter, gradient, velocity), numbers, momentum)


def rmsprop_update(
    parameter: Array, gradient: Array, velocity: Array, numbers: Array, rho: float, epsilon: float
) -> None:
    _update(_rmsprop, (parameter, gradient, velocity), numbers, rho, epsilon)


def adagrad_update(parameter: Array, gradient: Array, accumulator: Array, numbers: Array, epsilon: float) -> None:
    _update(_adagrad, (parameter, gradient, accumulator), numbers, epsilon)


def adadelta_update(
    parameter: Array, gradient: Array, accumulated_gradient: Array, accumulated_update: Array,
    numbers: Array, rho: float, epsilon: float,
) -> None:  # fmt: skip
    _update(_adadelta, (parameter, gradient, accumulated_gradient, accumulated_update), numbers, rho, epsilon)


def adam_update(
    parameter: Array, gradient: Array, m: Array, v: Array, numbers: Array, beta_1: float, beta_2: float,
    epsilon: float, weight_decay: float,
) -> None:  # fmt: skip
    _update(_adam, (parameter, gradient, m, v), numbers, beta_1, beta_2, epsilon, weight_decay)


def adamax_update(
    parameter: Array, gradient: Array, m: Array, u: Array, numbers: Array, beta_1: float, beta_2: float,
    epsilon: float,
) -> None:  # fmt: skip
    _update(_adamax, (parameter, gradient, m, u), numbers, beta_1, beta_2, epsilon)


def nadam_update(
    parameter: Array, gradient: Array, m: Array, v: Array, numbers: Array, beta_1: float, beta_2: float,
    epsilon: float,
) -> None:  # fmt: skip
    _update(_nadam, (parameter, gradient, m, v), numbers, beta_1, beta_2, epsilon)


def adabound_update(
    parameter: Array, gradient: Array, m: Array, v: Array, numbers: Array, beta_1: float, beta_2: float,
    epsilon: float, final_rate: float, gamma: float,
) -> None:  # fmt: skip
    _update(_adabound, (parameter, gradient, m, v), numbers, beta_1, beta_2, epsilon, final_rate, gamma)


def scale(factor: float, out: Array) -> None:
    for_each(_scale, out.size, flat(out), number_like(out, factor))


def clip(bound: float, out: Array) -> None:
    for_each(_clip, out.size, flat(out), number_like(out, bound))


def clip_norm(limit: float, out: Sequence[Array]) -> None:
    """The host learns nothing of the norm: each block of the second kernel adds up all sums of squares for itself."""
    blocks = [blocks_for(part.size) for part in out]
    squares = scratch("squares", sum(blocks), np.float64)
    start = 0
    for part, own in zip(out, blocks, strict=True):
        launch(sum_squares, own, THREADS, flat(part), squares[start : start + own])
        start += own
    for part, own in zip(out, blocks, strict=True):
        launch(_limit_norm, own, THREADS, squares, float(limit), flat(part))


def penalty(parameter: Array, l1: float, l2: float, loss: Array, gradient: Array) -> None:
    blocks = blocks_for(parameter.size)
    penalties = scratch("penalty", blocks, np.float64)
    launch(_penalty, blocks, THREADS, flat(parameter), float(l1), float(l2), flat(gradient), penalties)
    add_sum(penalties, loss)


def _update(kernel: Any, arrays: tuple[Array, ...], numbers: Array, *hyperparameters: float) -> None:
    """Run it over all elements."""
    for_each(kernel, arrays[0].size, *map(flat, arrays), numbers, *map(float, hyperparameters))


@kernel
def _sgd(p: Array, g: Array, numbers: Array) -> None:
    rate = p.dtype.type(numbers[0])
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        p[i] -= rate * g[i]


@kernel
def _momentum(p: Array, g: Array, velocity: Array, numbers: Array, momentum: float) -> None:
    rate, decay = p.dtype.type(numbers[0]), p.dtype.type(momentum)
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        v = decay * velocity[i] - rate * g[i]
        velocity[i] = v
        p[i] += v


@kernel
def _nesterov(p: Array, g: Array, velocity: Array, numbers: Array, momentum: float) -> None:
    rate, decay = p.dtype.type(numbers[0]), p.dtype.type(momentum)
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        v = decay * velocity[i] - rate * g[i]
        velocity[i] = v
        p[i] += decay * v - rate * g[i]


@kernel
def _rmsprop(p: Array, g: Array, velocity: Array, numbers: Array, rho: float, epsilon: float) -> None:
    number = p.dtype.type
    rate, decay, gain, smallest = number(numbers[0]), number(rho), number(1.0 - rho), number(epsilon)
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        v = decay * velocity[i] + gain * g[i] * g[i]
        velocity[i] = v
        p[i] -= rate * g[i] / (math.sqrt(v) + smallest)


@kernel
def _adagrad(p: Array, g: Array, accumulator: Array, numbers: Array, epsilon: float) -> None:
    rate, smallest = p.dtype.type(numbers[0]), p.dtype.type(epsilon)
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        a = accumulator[i] + g[i] * g[i]
        accumulator[i] = a
        p[i] -= rate * g[i] / (math.sqrt(a) + smallest)


@kernel
def _adadelta(p: Array, g: Array, gradients: Array, updates: Array, numbers: Array, rho: float, epsilon: float) -> None:
    number = p.dtype.type
    rate, decay, gain, smallest = number(numbers[0]), number(rho), number(1.0 - rho), number(epsilon)
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        a = decay * gradients[i] + gain * g[i] * g[i]
        update = g[i] * math.sqrt(updates[i] + smallest) / math.sqrt(a + smallest)
        gradients[i] = a
        updates[i] = decay * updates[i] + gain * update * update
        p[i] -= rate * update


@device_function
def corrections(numbers: Array, beta_1: float, beta_2: float) -> tuple[float, float]:
    """1 / (1 - beta^t) for both; one thread calculates, since many graphics cards have few units for float64."""
    shared = cuda.shared.array(2, float64)
    if cuda.threadIdx.x == 0:
        shared[0] = 1.0 / (1.0 - beta_1 ** numbers[1])
        shared[1] = 1.0 / (1.0 - beta_2 ** numbers[1])
    cuda.syncthreads()
    return shared[0], shared[1]


@kernel
def _adam(
    p: Array, g: Array, m: Array, v: Array, numbers: Array, beta_1: float, beta_2: float, epsilon: float,
    weight_decay: float,
) -> None:  # fmt: skip
    """`kept` is what weight decay leaves of a parameter."""
    number = p.dtype.type
    of_m, of_v = corrections(numbers, beta_1, beta_2)
    rate, correction = number(numbers[0] * of_m), number(of_v)
    decay_1, gain_1, decay_2, gain_2 = number(beta_1), number(1.0 - beta_1), number(beta_2), number(1.0 - beta_2)
    smallest, kept = number(epsilon), number(1.0 - numbers[0] * weight_decay)
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        first = decay_1 * m[i] + gain_1 * g[i]
        second = decay_2 * v[i] + gain_2 * g[i] * g[i]
        m[i] = first
        v[i] = second
        p[i] = kept * p[i] - rate * first / (math.sqrt(second * correction) + smallest)


@kernel
def _adamax(
    p: Array, g: Array, m: Array, u: Array, numbers: Array, beta_1: float, beta_2: float, epsilon: float
) -> None:
    number = p.dtype.type
    of_m, _of_u = corrections(numbers, beta_1, beta_2)
    rate, smallest = number(numbers[0] * of_m), number(epsilon)
    decay_1, gain_1, decay_2 = number(beta_1), number(1.0 - beta_1), number(beta_2)
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        first = decay_1 * m[i] + gain_1 * g[i]
        largest, size = decay_2 * u[i], abs(g[i])
        if size > largest or size != size:  # noqa: PLR0124 only nan differs from itself
            largest = size
        m[i] = first
        u[i] = largest
        p[i] -= rate * first / (largest + smallest)


@kernel
def _nadam(
    p: Array, g: Array, m: Array, v: Array, numbers: Array, beta_1: float, beta_2: float, epsilon: float
) -> None:
    """The numbers are the rate and the factors of the gradient, of m and of v."""
    number = p.dtype.type
    of_g, of_m = number(numbers[0] * numbers[1]), number(numbers[0] * numbers[2])
    of_v, smallest = number(numbers[3]), number(epsilon)
    decay_1, gain_1, decay_2, gain_2 = number(beta_1), number(1.0 - beta_1), number(beta_2), number(1.0 - beta_2)
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        first = decay_1 * m[i] + gain_1 * g[i]
        second = decay_2 * v[i] + gain_2 * g[i] * g[i]
        m[i] = first
        v[i] = second
        p[i] -= (of_g * g[i] + of_m * first) / (math.sqrt(of_v * second) + smallest)


@kernel
def _adabound(
    p: Array, g: Array, m: Array, v: Array, numbers: Array, beta_1: float, beta_2: float, epsilon: float,
    final_rate: float, gamma: float,
) -> None:  # fmt: skip
    number = p.dtype.type
    of_m, of_v = corrections(numbers, beta_1, beta_2)
    rate, correction_1, correction_2, smallest = number(numbers[0]), number(of_m), number(of_v), number(epsilon)
    decay_1, gain_1, decay_2, gain_2 = number(beta_1), number(1.0 - beta_1), number(beta_2), number(1.0 - beta_2)
    low = number(final_rate * (1.0 - 1.0 / (gamma * numbers[1] + 1.0)))
    high = number(final_rate * (1.0 + 1.0 / (gamma * numbers[1])))
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        first = decay_1 * m[i] + gain_1 * g[i]
        second = decay_2 * v[i] + gain_2 * g[i] * g[i]
        m[i] = first
        v[i] = second
        own_rate = rate / (math.sqrt(second * correction_2) + smallest)
        own_rate = low if own_rate < low else high if own_rate > high else own_rate
        p[i] -= own_rate * (first * correction_1)


@kernel
def _limit_norm(squares: Array, limit: float, out: Array) -> None:
    """`squares` add up to the square of the norm; with nan the comparison is false, and all stays."""
    own = 0.0
    for i in range(cuda.threadIdx.x, squares.size, THREADS):
        own += squares[i]
    norm = math.sqrt(block_sum(own))
    if norm > limit:
        factor = out.dtype.type(limit / norm)
        for i in range(cuda.grid(1), out.size, cuda.gridsize(1)):
            out[i] *= factor


@kernel
def _scale(out: Array, factor: float) -> None:
    for i in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        out[i] *= factor


@kernel
def _clip(out: Array, bound: float) -> None:
    """nan is neither below nor above, and stays."""
    for i in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        value = out[i]
        out[i] = -bound if value < -bound else bound if value > bound else value


@kernel
def _penalty(p: Array, l1: float, l2: float, g: Array, penalties: Array) -> None:
    """Each thread takes one parameter at a time; penalties[b] is the sum over those of block b, in float64."""
    own = 0.0
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        value = float64(p[i])
        sign = 1.0 if value > 0.0 else -1.0 if value < 0.0 else value
        own += l1 * abs(value) + l2 * value * value
        g[i] += l1 * sign + 2.0 * l2 * value
    own = block_sum(own)
    if cuda.threadIdx.x == 0:
        penalties[cuda.blockIdx.x] = own
