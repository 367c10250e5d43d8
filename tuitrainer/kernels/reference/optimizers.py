"""One step of each optimizer, in place. The caller keeps the moments and counts the steps."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tuitrainer.kernels.backend import Array


@np.errstate(all="ignore")
def sgd_update(parameter: Array, gradient: Array, numbers: Array) -> None:
    (learning_rate,) = numbers.tolist()
    parameter -= learning_rate * gradient


@np.errstate(all="ignore")
def momentum_update(
    parameter: Array, gradient: Array, velocity: Array, numbers: Array, momentum: float, nesterov: bool
) -> None:
    """Nesterov's form is that of Sutskever et al. (2013), seen from the point that looks ahead."""
    (learning_rate,) = numbers.tolist()
    velocity *= momentum
    velocity -= learning_rate * gradient
    if nesterov:
        parameter += momentum * velocity - learning_rate * gradient
    else:
        parameter += velocity


@np.errstate(all="ignore")
def rmsprop_update(
    parameter: Array, gradient: Array, velocity: Array, numbers: Array, rho: float, epsilon: float
) -> None:
    (learning_rate,) = numbers.tolist()
    velocity *= rho
    velocity += (1 - rho) * gradient * gradient
    parameter -= learning_rate * gradient / (np.sqrt(velocity) + epsilon)


@np.errstate(all="ignore")
def adagrad_update(parameter: Array, gradient: Array, accumulator: Array, numbers: Array, epsilon: float) -> None:
    (learning_rate,) = numbers.tolist()
    accumulator += gradient * gradient
    parameter -= learning_rate * gradient / (np.sqrt(accumulator) + epsilon)


@np.errstate(all="ignore")
def adadelta_update(
    parameter: Array, gradient: Array, accumulated_gradient: Array, accumulated_update: Array,
    numbers: Array, rho: float, epsilon: float,
) -> None:  # fmt: skip
    """The update has the unit of the parameter, because one root has that of the update, the other of the gradient."""
    (learning_rate,) = numbers.tolist()
    accumulated_gradient *= rho
    accumulated_gradient += (1 - rho) * gradient * gradient
    update = gradient * np.sqrt(accumulated_update + epsilon) / np.sqrt(accumulated_gradient + epsilon)
    accumulated_update *= rho
    accumulated_update += (1 - rho) * update * update
    parameter -= learning_rate * update


@np.errstate(all="ignore")
def adam_update(
    parameter: Array, gradient: Array, m: Array, v: Array, numbers: Array, beta_1: float, beta_2: float,
    epsilon: float, weight_decay: float,
) -> None:  # fmt: skip
    """The corrections 1 - beta^t are Python floats: in float32 they would be wrong by 1e-4 in the first steps."""
    learning_rate, step = numbers.tolist()
    parameter -= learning_rate * weight_decay * parameter
    m *= beta_1
    m += (1 - beta_1) * gradient
    v *= beta_2
    v += (1 - beta_2) * gradient * gradient
    m_hat = m / (1 - beta_1**step)
    v_hat = v / (1 - beta_2**step)
    parameter -= learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)


@np.errstate(all="ignore")
def adamax_update(
    parameter: Array, gradient: Array, m: Array, u: Array, numbers: Array, beta_1: float, beta_2: float,
    epsilon: float,
) -> None:  # fmt: skip
    """u needs no correction: it starts at 0, but the first |g| takes its place at once."""
    learning_rate, step = numbers.tolist()
    m *= beta_1
    m += (1 - beta_1) * gradient
    u[...] = np.maximum(beta_2 * u, np.abs(gradient))
    parameter -= learning_rate / (1 - beta_1**step) * m / (u + epsilon)


@np.errstate(all="ignore")
def nadam_update(
    parameter: Array, gradient: Array, m: Array, v: Array, numbers: Array, beta_1: float, beta_2: float,
    epsilon: float,
) -> None:  # fmt: skip
    """As Adam, but like Nesterov's momentum one step ahead: the gradient that m has just taken in counts once more."""
    learning_rate, gradient_factor, moment_factor, variance_factor = numbers.tolist()
    m *= beta_1
    m += (1 - beta_1) * gradient
    v *= beta_2
    v += (1 - beta_2) * gradient * gradient
    ahead = gradient_factor * gradient + moment_factor * m
    parameter -= learning_rate * ahead / (np.sqrt(variance_factor * v) + epsilon)


@np.errstate(all="ignore")
def adabound_update(
    parameter: Array, gradient: Array, m: Array, v: Array, numbers: Array, beta_1: float, beta_2: float,
    epsilon: float, final_rate: float, gamma: float,
) -> None:  # fmt: skip
    """The bounds start at 0 and infinity and meet at `final_rate`: Adam at first, gradient descent in the end."""
    learning_rate, step = numbers.tolist()
    low = final_rate * (1 - 1 / (gamma * step + 1))
    high = final_rate * (1 + 1 / (gamma * step))
    m *= beta_1
    m += (1 - beta_1) * gradient
    v *= beta_2
    v += (1 - beta_2) * gradient * gradient
    m_hat = m / (1 - beta_1**step)
    v_hat = v / (1 - beta_2**step)
    parameter -= np.clip(learning_rate / (np.sqrt(v_hat) + epsilon), low, high) * m_hat


@np.errstate(all="ignore")
def scale(factor: float, out: Array) -> None:
    out *= factor


@np.errstate(all="ignore")
def clip(bound: float, out: Array) -> None:
    np.clip(out, -bound, bound, out=out)


@np.errstate(all="ignore")
def clip_norm(limit: float, out: Sequence[Array]) -> None:
    """Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks" (2013), algorithm 1."""
    norm = math.sqrt(sum(np.square(part, dtype=np.float64).sum() for part in out))
    if norm > limit:
        for part in out:
            part[...] = limit / norm * part


@np.errstate(all="ignore")
def penalty(parameter: Array, l1: float, l2: float, loss: Array, gradient: Array) -> None:
    """At 0, where |p| has no derivative, 0 is taken: the middle of what lies on both sides."""
    exact = parameter.astype(np.float64)
    gradient += l1 * np.sign(parameter) + 2 * l2 * parameter
    loss[0] += l1 * np.abs(exact).sum() + l2 * np.square(exact).sum()
