"""The activations and their derivatives, each written so that no size of x overflows on the way to a finite result."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from tuitrainer.kernels.backend import Array

LEAKY_RELU_SLOPE = 0.2
SELU_ALPHA = 1.6732632423543772
"""Klambauer et al., "Self-normalizing neural networks" (2017), equation 14: the fixed point of mean 0, variance 1."""
SELU_SCALE = 1.0507009873554805

_erfc = np.vectorize(math.erfc, otypes=[np.float64])


@np.errstate(all="ignore")
def activation(name: str, x: Array, out: Array) -> None:
    out[...] = _FORWARD[name](x)


@np.errstate(all="ignore")
def activation_gradient(name: str, x: Array, y: Array, dy: Array, out: Array) -> None:
    out[...] = _GRADIENT[name](x, y, dy)


def sigmoid(x: Array) -> Array:
    """1 / (1 + e^-x), or the same written e^x / (1 + e^x): the power whose exponent is not positive can't overflow."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small))


def softplus(x: Array) -> Array:
    """log(1 + e^x) = max(x, 0) + log(1 + e^-|x|)."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def softmax(x: Array) -> Array:
    """e^x / sum of e^x over the last axis; subtracting the largest x first changes nothing but the overflow."""
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def _relu(x: Array) -> Array:
    return np.maximum(x, 0)


def _leaky_relu(x: Array) -> Array:
    return np.where(x > 0, x, LEAKY_RELU_SLOPE * x)


def _elu(x: Array) -> Array:
    return np.where(x > 0, x, np.expm1(x))


def _selu(x: Array) -> Array:
    return np.asarray(SELU_SCALE * np.where(x > 0, x, SELU_ALPHA * np.expm1(x)))


def _normal_distribution(x: Array) -> Array:
    """The probability that a standard normal variable is below x; erfc keeps its digits where 1 + erf loses them."""
    return np.asarray(0.5 * _erfc(-x / math.sqrt(2.0)))


def _normal_density(x: Array) -> Array:
    return np.asarray(np.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi))


def _gelu(x: Array) -> Array:
    return np.asarray(x * _normal_distribution(x))


def _softsign(x: Array) -> Array:
    return np.asarray(x / (1 + np.abs(x)))


def _hard_sigmoid(x: Array) -> Array:
    return np.clip(x / 6 + 0.5, 0, 1)


def _heaviside(x: Array) -> Array:
    return np.heaviside(x, 1)


def _linear_gradient(_x: Array, _y: Array, dy: Array) -> Array:
    return dy


def _relu_gradient(_x: Array, y: Array, dy: Array) -> Array:
    return np.where(y > 0, dy, 0)


def _leaky_relu_gradient(_x: Array, y: Array, dy: Array) -> Array:
    return np.where(y > 0, dy, LEAKY_RELU_SLOPE * dy)


def _elu_gradient(_x: Array, y: Array, dy: Array) -> Array:
    """Below 0 the derivative e^x is y + 1."""
    return np.where(y > 0, dy, dy * (y + 1))


def _selu_gradient(_x: Array, y: Array, dy: Array) -> Array:
    """Below 0 the derivative scale * alpha * e^x is y + scale * alpha."""
    return np.where(y > 0, SELU_SCALE * dy, dy * (y + SELU_SCALE * SELU_ALPHA))


def _gelu_gradient(x: Array, _y: Array, dy: Array) -> Array:
    return np.asarray(dy * (_normal_distribution(x) + x * _normal_density(x)))


def _softplus_gradient(x: Array, _y: Array, dy: Array) -> Array:
    return np.asarray(dy * sigmoid(x))


def _softsign_gradient(x: Array, _y: Array, dy: Array) -> Array:
    return np.asarray(dy / (1 + np.abs(x)) ** 2)


def _tanh_gradient(_x: Array, y: Array, dy: Array) -> Array:
    return np.asarray(dy * (1 - y * y))


def _sigmoid_gradient(_x: Array, y: Array, dy: Array) -> Array:
    return np.asarray(dy * y * (1 - y))


def _hard_sigmoid_gradient(x: Array, _y: Array, dy: Array) -> Array:
    return np.where((x > -3) & (x <= 3), dy / 6, 0)


def _exponential_gradient(_x: Array, y: Array, dy: Array) -> Array:
    return np.asarray(dy * y)


def _softmax_gradient(_x: Array, y: Array, dy: Array) -> Array:
    """Every output depends on every input: dx_i = y_i (dy_i - sum over j of y_j dy_j)."""
    return np.asarray(y * (dy - (y * dy).sum(axis=-1, keepdims=True)))


def _heaviside_gradient(_x: Array, _y: Array, dy: Array) -> Array:
    return np.zeros_like(dy)


_FORWARD: Mapping[str, Callable[[Array], Array]] = {
    "linear": np.asarray,
    "relu": _relu,
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "selu": _selu,
    "gelu": _gelu,
    "softplus": softplus,
    "softsign": _softsign,
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "hard_sigmoid": _hard_sigmoid,
    "exponential": np.exp,
    "softmax": softmax,
    "heaviside": _heaviside,
}

_GRADIENT: Mapping[str, Callable[[Array, Array, Array], Array]] = {
    "linear": _linear_gradient,
    "relu": _relu_gradient,
    "leaky_relu": _leaky_relu_gradient,
    "elu": _elu_gradient,
    "selu": _selu_gradient,
    "gelu": _gelu_gradient,
    "softplus": _softplus_gradient,
    "softsign": _softsign_gradient,
    "tanh": _tanh_gradient,
    "sigmoid": _sigmoid_gradient,
    "hard_sigmoid": _hard_sigmoid_gradient,
    "exponential": _exponential_gradient,
    "softmax": _softmax_gradient,
    "heaviside": _heaviside_gradient,
}
