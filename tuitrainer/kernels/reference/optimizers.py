"""One step of each optimizer, in place. The caller keeps the moments and counts the steps."""

from __future__ import annotations

import numpy as np

from tuitrainer.kernels.backend import Array


@np.errstate(all="ignore")
def sgd_update(parameter: Array, gradient: Array, learning_rate: float) -> None:
    parameter -= learning_rate * gradient


@np.errstate(all="ignore")
def momentum_update(
    parameter: Array, gradient: Array, velocity: Array, learning_rate: float, momentum: float, nesterov: bool
) -> None:
    """Nesterov's form is that of Sutskever et al. (2013), seen from the point that looks ahead."""
    velocity *= momentum
    velocity -= learning_rate * gradient
    if nesterov:
        parameter += momentum * velocity - learning_rate * gradient
    else:
        parameter += velocity


@np.errstate(all="ignore")
def adam_update(
    parameter: Array, gradient: Array, m: Array, v: Array, step: int, learning_rate: float, beta_1: float,
    beta_2: float, epsilon: float, weight_decay: float,
) -> None:  # fmt: skip
    """The corrections 1 - beta^t are Python floats: in float32 they would be wrong by 1e-4 in the first steps."""
    parameter -= learning_rate * weight_decay * parameter
    m *= beta_1
    m += (1 - beta_1) * gradient
    v *= beta_2
    v += (1 - beta_2) * gradient * gradient
    m_hat = m / (1 - beta_1**step)
    v_hat = v / (1 - beta_2**step)
    parameter -= learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)


def rmsprop_update(
    parameter: Array, gradient: Array, velocity: Array, learning_rate: float, rho: float, epsilon: float
) -> None:
    raise NotImplementedError


def adagrad_update(parameter: Array, gradient: Array, accumulator: Array, learning_rate: float, epsilon: float) -> None:
    raise NotImplementedError


def adadelta_update(
    parameter: Array,
    gradient: Array,
    accumulated_gradient: Array,
    accumulated_update: Array,
    learning_rate: float,
    rho: float,
    epsilon: float,
) -> None:
    raise NotImplementedError


def adamax_update(
    parameter: Array,
    gradient: Array,
    m: Array,
    u: Array,
    step: int,
    learning_rate: float,
    beta_1: float,
    beta_2: float,
    epsilon: float,
) -> None:
    raise NotImplementedError


def nadam_update(
    parameter: Array,
    gradient: Array,
    m: Array,
    v: Array,
    learning_rate: float,
    beta_1: float,
    beta_2: float,
    epsilon: float,
    gradient_factor: float,
    moment_factor: float,
    variance_factor: float,
) -> None:
    raise NotImplementedError


def adabound_update(
    parameter: Array,
    gradient: Array,
    m: Array,
    v: Array,
    step: int,
    learning_rate: float,
    beta_1: float,
    beta_2: float,
    epsilon: float,
    final_rate: float,
    gamma: float,
) -> None:
    raise NotImplementedError


def scale(factor: float, out: Array) -> None:
    raise NotImplementedError


def clip(bound: float, out: Array) -> None:
    raise NotImplementedError


def penalty(parameter: Array, l1: float, l2: float, gradient: Array) -> float:
    raise NotImplementedError
