"""One step of each optimizer, in place, in one pass over memory.

An update does so little with each number that memory decides how long it takes: every array is read once and written
once. Hyperparameters are rounded to the dtype of the arrays before the loop, which would calculate in float64 else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cpu import display
from tuitrainer.kernels.cpu._jit import kernel


def sgd_update(parameter: Array, gradient: Array, numbers: Array) -> None:
    (learning_rate,) = numbers.tolist()
    sgd(parameter.reshape(-1), gradient.reshape(-1), learning_rate)


def momentum_update(
    parameter: Array, gradient: Array, velocity: Array, numbers: Array, momentum: float, nesterov: bool
) -> None:
    (learning_rate,) = numbers.tolist()
    p, g, v = parameter.reshape(-1), gradient.reshape(-1), velocity.reshape(-1)
    sgd_momentum(p, g, v, learning_rate, float(momentum), bool(nesterov))


def rmsprop_update(
    parameter: Array, gradient: Array, velocity: Array, numbers: Array, rho: float, epsilon: float
) -> None:
    (learning_rate,) = numbers.tolist()
    p, g, v = parameter.reshape(-1), gradient.reshape(-1), velocity.reshape(-1)
    rmsprop(p, g, v, learning_rate, float(rho), float(epsilon))


def adagrad_update(parameter: Array, gradient: Array, accumulator: Array, numbers: Array, epsilon: float) -> None:
    (learning_rate,) = numbers.tolist()
    adagrad(parameter.reshape(-1), gradient.reshape(-1), accumulator.reshape(-1), learning_rate, float(epsilon))


def adadelta_update(
    parameter: Array, gradient: Array, accumulated_gradient: Array, accumulated_update: Array,
    numbers: Array, rho: float, epsilon: float,
) -> None:  # fmt: skip
    (learning_rate,) = numbers.tolist()
    p, g, a, d = (x.reshape(-1) for x in (parameter, gradient, accumulated_gradient, accumulated_update))
    adadelta(p, g, a, d, learning_rate, float(rho), float(epsilon))


def adam_update(
    parameter: Array, gradient: Array, m: Array, v: Array, numbers: Array, beta_1: float, beta_2: float,
    epsilon: float, weight_decay: float,
) -> None:  # fmt: skip
    learning_rate, step = numbers.tolist()
    p, g, m, v = parameter.reshape(-1), gradient.reshape(-1), m.reshape(-1), v.reshape(-1)
    adam(p, g, m, v, int(step), learning_rate, float(beta_1), float(beta_2), float(epsilon), float(weight_decay))


def adamax_update(
    parameter: Array, gradient: Array, m: Array, u: Array, numbers: Array, beta_1: float, beta_2: float,
    epsilon: float,
) -> None:  # fmt: skip
    learning_rate, step = numbers.tolist()
    p, g, m, u = parameter.reshape(-1), gradient.reshape(-1), m.reshape(-1), u.reshape(-1)
    adamax(p, g, m, u, int(step), learning_rate, float(beta_1), float(beta_2), float(epsilon))


def nadam_update(
    parameter: Array, gradient: Array, m: Array, v: Array, numbers: Array, beta_1: float, beta_2: float,
    epsilon: float,
) -> None:  # fmt: skip
    learning_rate, gradient_factor, moment_factor, variance_factor = numbers.tolist()
    p, g, m, v = parameter.reshape(-1), gradient.reshape(-1), m.reshape(-1), v.reshape(-1)
    factors = gradient_factor, moment_factor, variance_factor
    nadam(p, g, m, v, learning_rate, float(beta_1), float(beta_2), float(epsilon), *factors)


def adabound_update(
    parameter: Array, gradient: Array, m: Array, v: Array, numbers: Array, beta_1: float, beta_2: float,
    epsilon: float, final_rate: float, gamma: float,
) -> None:  # fmt: skip
    learning_rate, step = numbers.tolist()
    p, g, m, v = parameter.reshape(-1), gradient.reshape(-1), m.reshape(-1), v.reshape(-1)
    bounds = float(final_rate), float(gamma)
    adabound(p, g, m, v, int(step), learning_rate, float(beta_1), float(beta_2), float(epsilon), *bounds)


def scale(factor: float, out: Array) -> None:
    """NumPy's own loop, here and in `clip`: as fast as memory delivers, so there is nothing to compile."""
    with np.errstate(all="ignore"):
        np.multiply(out, factor, out)


def clip(bound: float, out: Array) -> None:
    with np.errstate(all="ignore"):
        np.clip(out, -bound, bound, out)


def clip_norm(limit: float, out: Sequence[Array]) -> None:
    norm = math.hypot(*(display.norm(part) for part in out))
    if norm > limit:
        for part in out:
            scale(limit / norm, part)


def penalty(parameter: Array, l1: float, l2: float, loss: Array, gradient: Array) -> None:
    loss[0] += add_penalty(parameter.reshape(-1), float(l1), float(l2), gradient.reshape(-1))


@kernel
def sgd(parameter: Array, gradient: Array, learning_rate: float) -> None:
    rate = parameter.dtype.type(learning_rate)
    for i in range(parameter.size):
        parameter[i] -= rate * gradient[i]


@kernel
def sgd_momentum(
    parameter: Array, gradient: Array, velocity: Array, learning_rate: float, momentum: float, nesterov: bool
) -> None:
    rate = parameter.dtype.type(learning_rate)
    decay = parameter.dtype.type(momentum)
    for i in range(parameter.size):
        step = rate * gradient[i]
        velocity[i] = decay * velocity[i] - step
        parameter[i] += decay * velocity[i] - step if nesterov else velocity[i]


@kernel
def rmsprop(
    parameter: Array, gradient: Array, velocity: Array, learning_rate: float, rho: float, epsilon: float
) -> None:
    number = parameter.dtype.type
    rate, smallest = number(learning_rate), number(epsilon)
    decay, gain = number(rho), number(1 - rho)
    for i in range(parameter.size):
        g = gradient[i]
        velocity[i] = decay * velocity[i] + gain * g * g
        parameter[i] -= rate * g / (np.sqrt(velocity[i]) + smallest)


@kernel
def adagrad(parameter: Array, gradient: Array, accumulator: Array, learning_rate: float, epsilon: float) -> None:
    rate, smallest = parameter.dtype.type(learning_rate), parameter.dtype.type(epsilon)
    for i in range(parameter.size):
        g = gradient[i]
        accumulator[i] += g * g
        parameter[i] -= rate * g / (np.sqrt(accumulator[i]) + smallest)


@kernel
def adadelta(
    parameter: Array, gradient: Array, accumulated_gradient: Array, accumulated_update: Array,
    learning_rate: float, rho: float, epsilon: float,
) -> None:  # fmt: skip
    number = parameter.dtype.type
    rate, smallest = number(learning_rate), number(epsilon)
    decay, gain = number(rho), number(1 - rho)
    for i in range(parameter.size):
        g = gradient[i]
        accumulated_gradient[i] = decay * accumulated_gradient[i] + gain * g * g
        update = g * np.sqrt(accumulated_update[i] + smallest) / np.sqrt(accumulated_gradient[i] + smallest)
        accumulated_update[i] = decay * accumulated_update[i] + gain * update * update
        parameter[i] -= rate * update


@kernel
def adam(
    parameter: Array, gradient: Array, m: Array, v: Array, step: int, learning_rate: float, beta_1: float,
    beta_2: float, epsilon: float, weight_decay: float,
) -> None:  # fmt: skip
    """The corrections 1 - beta^t are calculated in float64 and only then rounded to the dtype of the arrays."""
    number = parameter.dtype.type
    decay_1, gain_1 = number(beta_1), number(1 - beta_1)
    decay_2, gain_2 = number(beta_2), number(1 - beta_2)
    rate = number(learning_rate / (1 - beta_1**step))
    correction = number(1 / (1 - beta_2**step))
    smallest = number(epsilon)
    kept = number(1 - learning_rate * weight_decay)
    for i in range(parameter.size):
        g = gradient[i]
        m[i] = decay_1 * m[i] + gain_1 * g
        v[i] = decay_2 * v[i] + gain_2 * g * g
        parameter[i] = kept * parameter[i] - rate * m[i] / (np.sqrt(v[i] * correction) + smallest)


@kernel
def adamax(
    parameter: Array, gradient: Array, m: Array, u: Array, step: int, learning_rate: float, beta_1: float,
    beta_2: float, epsilon: float,
) -> None:  # fmt: skip
    number = parameter.dtype.type
    decay_1, gain_1, decay_2 = number(beta_1), number(1 - beta_1), number(beta_2)
    rate, smallest = number(learning_rate / (1 - beta_1**step)), number(epsilon)
    for i in range(parameter.size):
        g = gradient[i]
        m[i] = decay_1 * m[i] + gain_1 * g
        u[i] = np.maximum(decay_2 * u[i], np.abs(g))
        parameter[i] -= rate * m[i] / (u[i] + smallest)


@kernel
def nadam(
    parameter: Array, gradient: Array, m: Array, v: Array, learning_rate: float, beta_1: float, beta_2: float,
    epsilon: float, gradient_factor: float, moment_factor: float, variance_factor: float,
) -> None:  # fmt: skip
    number = parameter.dtype.type
    decay_1, gain_1 = number(beta_1), number(1 - beta_1)
    decay_2, gain_2 = number(beta_2), number(1 - beta_2)
    of_gradient, of_moment = number(learning_rate * gradient_factor), number(learning_rate * moment_factor)
    correction, smallest = number(variance_factor), number(epsilon)
    for i in range(parameter.size):
        g = gradient[i]
        m[i] = decay_1 * m[i] + gain_1 * g
        v[i] = decay_2 * v[i] + gain_2 * g * g
        parameter[i] -= (of_gradient * g + of_moment * m[i]) / (np.sqrt(v[i] * correction) + smallest)


@kernel
def adabound(
    parameter: Array, gradient: Array, m: Array, v: Array, step: int, learning_rate: float, beta_1: float,
    beta_2: float, epsilon: float, final_rate: float, gamma: float,
) -> None:  # fmt: skip
    number = parameter.dtype.type
    decay_1, gain_1 = number(beta_1), number(1 - beta_1)
    decay_2, gain_2 = number(beta_2), number(1 - beta_2)
    correction_1, correction_2 = number(1 / (1 - beta_1**step)), number(1 / (1 - beta_2**step))
    rate, smallest = number(learning_rate), number(epsilon)
    low = number(final_rate * (1 - 1 / (gamma * step + 1)))
    high = number(final_rate * (1 + 1 / (gamma * step)))
    for i in range(parameter.size):
        g = gradient[i]
        m[i] = decay_1 * m[i] + gain_1 * g
        v[i] = decay_2 * v[i] + gain_2 * g * g
        own_rate = rate / (np.sqrt(v[i] * correction_2) + smallest)
        bounded = low if own_rate < low else high if own_rate > high else own_rate
        parameter[i] -= bounded * (m[i] * correction_1)


@kernel
def add_penalty(parameter: Array, l1: float, l2: float, gradient: Array) -> float:
    """Two loops: the sums keep their order, number by number, which would keep the gradient from becoming SIMD code."""
    number = parameter.dtype.type
    zero, force, pull = number(0), number(l1), number(2 * l2)
    absolute, squared = 0.0, 0.0
    for i in range(parameter.size):
        p = np.float64(parameter[i])
        absolute += abs(p)
        squared += p * p
    for i in range(parameter.size):
        p = parameter[i]
        gradient[i] += (force if p > zero else -force if p < zero else zero) + pull * p
    return l1 * absolute + l2 * squared
