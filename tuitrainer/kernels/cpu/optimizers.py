"""One step of each optimizer, in place."""

from __future__ import annotations

import numpy as np

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cpu._jit import kernel
from tuitrainer.kernels.reference.optimizers import (
    adabound_update,
    adadelta_update,
    adagrad_update,
    adamax_update,
    clip,
    nadam_update,
    penalty,
    rmsprop_update,
    scale,
)

__all__ = [
    "adabound_update", "adadelta_update", "adagrad_update", "adam_update", "adamax_update", "clip", "momentum_update",
    "nadam_update", "penalty", "rmsprop_update", "scale", "sgd_update",
]  # fmt: skip


def sgd_update(parameter: Array, gradient: Array, learning_rate: float) -> None:
    sgd(parameter.reshape(-1), gradient.reshape(-1), float(learning_rate))


def momentum_update(
    parameter: Array, gradient: Array, velocity: Array, learning_rate: float, momentum: float, nesterov: bool
) -> None:
    p, g, v = parameter.reshape(-1), gradient.reshape(-1), velocity.reshape(-1)
    sgd_momentum(p, g, v, float(learning_rate), float(momentum), bool(nesterov))


def adam_update(
    parameter: Array, gradient: Array, m: Array, v: Array, step: int, learning_rate: float, beta_1: float,
    beta_2: float, epsilon: float, weight_decay: float,
) -> None:  # fmt: skip
    p, g, m, v = parameter.reshape(-1), gradient.reshape(-1), m.reshape(-1), v.reshape(-1)
    adam(p, g, m, v, int(step), float(learning_rate), float(beta_1), float(beta_2), float(epsilon), float(weight_decay))


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
