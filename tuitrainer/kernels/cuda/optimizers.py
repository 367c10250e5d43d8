"""One step of each optimizer: one kernel over the flat buffer of all parameters at once.

Each thread updates one parameter at a time and needs no other: the easiest work there is for a GPU, bound by how fast
the memory delivers. So gradient and moments are read once, used while they are in registers, and written once. Numbers
that are equal for all (rates, corrections by powers of beta) are calculated on the host in float64.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import cuda, float64

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import kernel
from tuitrainer.kernels.cuda._launch import THREADS, blocks_for, flat, for_each, launch, number_like
from tuitrainer.kernels.cuda._reduce import block_sum, total
from tuitrainer.kernels.cuda._scratch import scratch


def sgd_update(parameter: Array, gradient: Array, learning_rate: float) -> None:
    _update(_sgd, (parameter, gradient), learning_rate)


def momentum_update(
    parameter: Array, gradient: Array, velocity: Array, learning_rate: float, momentum: float, nesterov: bool
) -> None:
    _update(_nesterov if nesterov else _momentum, (parameter, gradient, velocity), learning_rate, momentum)


def rmsprop_update(
    parameter: Array, gradient: Array, velocity: Array, learning_rate: float, rho: float, epsilon: float
) -> None:
    _update(_rmsprop, (parameter, gradient, velocity), learning_rate, rho, 1 - rho, epsilon)


def adagrad_update(parameter: Array, gradient: Array, accumulator: Array, learning_rate: float, epsilon: float) -> None:
    _update(_adagrad, (parameter, gradient, accumulator), learning_rate, epsilon)


def adadelta_update(
    parameter: Array, gradient: Array, accumulated_gradient: Array, accumulated_update: Array,
    learning_rate: float, rho: float, epsilon: float,
) -> None:  # fmt: skip
    arrays = (parameter, gradient, accumulated_gradient, accumulated_update)
    _update(_adadelta, arrays, learning_rate, rho, 1 - rho, epsilon)


def adam_update(
    parameter: Array, gradient: Array, m: Array, v: Array, step: int, learning_rate: float, beta_1: float,
    beta_2: float, epsilon: float, weight_decay: float,
) -> None:  # fmt: skip
    _update(
        _adam, (parameter, gradient, m, v), learning_rate, beta_1, 1 - beta_1, beta_2, 1 - beta_2,
        1 / (1 - beta_1**step), 1 / (1 - beta_2**step), epsilon, 1 - learning_rate * weight_decay,
    )  # fmt: skip


def adamax_update(
    parameter: Array, gradient: Array, m: Array, u: Array, step: int, learning_rate: float, beta_1: float,
    beta_2: float, epsilon: float,
) -> None:  # fmt: skip
    rate = learning_rate / (1 - beta_1**step)
    _update(_adamax, (parameter, gradient, m, u), rate, beta_1, 1 - beta_1, beta_2, epsilon)


def nadam_update(
    parameter: Array, gradient: Array, m: Array, v: Array, learning_rate: float, beta_1: float, beta_2: float,
    epsilon: float, gradient_factor: float, moment_factor: float, variance_factor: float,
) -> None:  # fmt: skip
    _update(
        _nadam, (parameter, gradient, m, v), learning_rate, beta_1, 1 - beta_1, beta_2, 1 - beta_2, epsilon,
        gradient_factor, moment_factor, variance_factor,
    )  # fmt: skip


def adabound_update(
    parameter: Array, gradient: Array, m: Array, v: Array, step: int, learning_rate: float, beta_1: float,
    beta_2: float, epsilon: float, final_rate: float, gamma: float,
) -> None:  # fmt: skip
    low = final_rate * (1 - 1 / (gamma * step + 1))
    high = final_rate * (1 + 1 / (gamma * step))
    _update(
        _adabound, (parameter, gradient, m, v), learning_rate, beta_1, 1 - beta_1, beta_2, 1 - beta_2,
        1 / (1 - beta_1**step), 1 / (1 - beta_2**step), epsilon, low, high,
    )  # fmt: skip


def scale(factor: float, out: Array) -> None:
    _update(_scale, (out,), factor)


def clip(bound: float, out: Array) -> None:
    _update(_clip, (out,), bound)


def penalty(parameter: Array, l1: float, l2: float, gradient: Array) -> float:
    blocks = blocks_for(parameter.size)
    penalties = scratch("penalty", blocks, np.float64)
    launch(_penalty, blocks, THREADS, flat(parameter), float(l1), float(l2), flat(gradient), penalties)
    return total(penalties)


def _update(kernel: Any, arrays: tuple[Array, ...], *numbers: float) -> None:
    """Run it over all elements; the numbers become those of the arrays' type."""
    for_each(kernel, arrays[0].size, *map(flat, arrays), *(number_like(arrays[0], number) for number in numbers))


@kernel
def _sgd(p: Array, g: Array, rate: float) -> None:
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        p[i] -= rate * g[i]


@kernel
def _momentum(p: Array, g: Array, velocity: Array, rate: float, momentum: float) -> None:
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        v = momentum * velocity[i] - rate * g[i]
        velocity[i] = v
        p[i] += v


@kernel
def _nesterov(p: Array, g: Array, velocity: Array, rate: float, momentum: float) -> None:
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        v = momentum * velocity[i] - rate * g[i]
        velocity[i] = v
        p[i] += momentum * v - rate * g[i]


@kernel
def _rmsprop(p: Array, g: Array, velocity: Array, rate: float, rho: float, one_minus_rho: float, eps: float) -> None:
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        v = rho * velocity[i] + one_minus_rho * g[i] * g[i]
        velocity[i] = v
        p[i] -= rate * g[i] / (math.sqrt(v) + eps)


@kernel
def _adagrad(p: Array, g: Array, accumulator: Array, rate: float, eps: float) -> None:
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        a = accumulator[i] + g[i] * g[i]
        accumulator[i] = a
        p[i] -= rate * g[i] / (math.sqrt(a) + eps)


@kernel
def _adadelta(
    p: Array, g: Array, gradients: Array, updates: Array, rate: float, rho: float, one_minus_rho: float, eps: float
) -> None:
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        a = rho * gradients[i] + one_minus_rho * g[i] * g[i]
        update = g[i] * math.sqrt(updates[i] + eps) / math.sqrt(a + eps)
        gradients[i] = a
        updates[i] = rho * updates[i] + one_minus_rho * update * update
        p[i] -= rate * update


@kernel
def _adam(
    p: Array, g: Array, m: Array, v: Array, rate: float, beta_1: float, rest_1: float, beta_2: float, rest_2: float,
    correction_1: float, correction_2: float, eps: float, kept: float,
) -> None:  # fmt: skip
    """m_hat = m * correction_1 and v_hat = v * correction_2; `kept` is what weight decay leaves of a parameter."""
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        first = beta_1 * m[i] + rest_1 * g[i]
        second = beta_2 * v[i] + rest_2 * g[i] * g[i]
        m[i] = first
        v[i] = second
        p[i] = kept * p[i] - rate * (first * correction_1) / (math.sqrt(second * correction_2) + eps)


@kernel
def _adamax(
    p: Array, g: Array, m: Array, u: Array, rate: float, beta_1: float, rest_1: float, beta_2: float, eps: float
) -> None:
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        first = beta_1 * m[i] + rest_1 * g[i]
        largest, size = beta_2 * u[i], abs(g[i])
        if size > largest or size != size:  # noqa: PLR0124 only nan differs from itself
            largest = size
        m[i] = first
        u[i] = largest
        p[i] -= rate * first / (largest + eps)


@kernel
def _nadam(
    p: Array, g: Array, m: Array, v: Array, rate: float, beta_1: float, rest_1: float, beta_2: float, rest_2: float,
    eps: float, gradient_factor: float, moment_factor: float, variance_factor: float,
) -> None:  # fmt: skip
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        first = beta_1 * m[i] + rest_1 * g[i]
        second = beta_2 * v[i] + rest_2 * g[i] * g[i]
        m[i] = first
        v[i] = second
        ahead = gradient_factor * g[i] + moment_factor * first
        p[i] -= rate * ahead / (math.sqrt(variance_factor * second) + eps)


@kernel
def _adabound(
    p: Array, g: Array, m: Array, v: Array, rate: float, beta_1: float, rest_1: float, beta_2: float, rest_2: float,
    correction_1: float, correction_2: float, eps: float, low: float, high: float,
) -> None:  # fmt: skip
    for i in range(cuda.grid(1), p.size, cuda.gridsize(1)):
        first = beta_1 * m[i] + rest_1 * g[i]
        second = beta_2 * v[i] + rest_2 * g[i] * g[i]
        m[i] = first
        v[i] = second
        own_rate = rate / (math.sqrt(second * correction_2) + eps)
        own_rate = low if own_rate < low else high if own_rate > high else own_rate
        p[i] -= own_rate * (first * correction_1)


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
