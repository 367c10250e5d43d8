"""The reference against what does not share a line with it: Python's math, limits, and differences of the function."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from tuitrainer.kernels import reference
from tuitrainer.kernels.backend import ACTIVATIONS, Array

SELU_SCALE, SELU_ALPHA = 1.05070098735548, 1.67326324235437

ORACLES: dict[str, Callable[[float], float]] = {
    "linear": lambda x: x,
    "relu": lambda x: max(x, 0.0),
    "leaky_relu": lambda x: x if x > 0 else 0.2 * x,
    "elu": lambda x: x if x > 0 else math.expm1(x),
    "selu": lambda x: SELU_SCALE * (x if x > 0 else SELU_ALPHA * math.expm1(x)),
    "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
    "softplus": lambda x: math.log(1 + math.exp(x)),
    "softsign": lambda x: x / (1 + abs(x)),
    "tanh": math.tanh,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "hard_sigmoid": lambda x: min(max(x / 6 + 0.5, 0.0), 1.0),
    "exponential": math.exp,
    "heaviside": lambda x: float(x >= 0),
}
BY_ELEMENT = tuple(ORACLES)


def value(name: str, x: Array) -> Array:
    out = np.empty_like(x)
    reference.activation(name, x, out)
    return out


def gradient(name: str, x: Array, dy: Array) -> Array:
    out = np.empty_like(x)
    reference.activation_gradient(name, x, value(name, x), dy, out)
    return out


def test_every_activation_has_an_oracle() -> None:
    assert set(BY_ELEMENT) | {"softmax"} == set(ACTIVATIONS)


@pytest.mark.parametrize("name", BY_ELEMENT)
def test_values(name: str) -> None:
    x = np.concatenate([np.linspace(-6, 6, 97), [-3.0, 0.0, 3.0, 1e-9, -1e-9]]).reshape(1, -1)
    expected = [ORACLES[name](float(entry)) for entry in x[0]]
    np.testing.assert_allclose(value(name, x)[0], expected, rtol=1e-12, atol=1e-15)


def test_softmax() -> None:
    x = np.array([[0.0, 1.0, 2.0], [5.0, 5.0, 5.0]])
    powers = [math.exp(entry) for entry in x[0]]
    np.testing.assert_allclose(value("softmax", x), [[p / sum(powers) for p in powers], [1 / 3] * 3], rtol=1e-14)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_gradient_is_the_central_difference(name: str) -> None:
    rng = np.random.default_rng(1)
    x, dy = rng.normal(0, 2, (3, 5)), rng.normal(size=(3, 5))
    h = 1e-5
    expected = np.empty_like(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += h
        down[place] -= h
        expected[place] = np.sum(dy * (value(name, up) - value(name, down))) / (2 * h)
    assert np.abs(gradient(name, x, dy) - expected).max() <= 1e-7 * max(np.abs(expected).max(), 1e-3)


@pytest.mark.parametrize(
    ("name", "kink"),
    [("relu", 0.0), ("leaky_relu", 0.0), ("elu", 0.0), ("selu", 0.0), ("hard_sigmoid", -3.0), ("hard_sigmoid", 3.0)],
)
def test_at_a_kink_the_derivative_is_that_from_the_left(name: str, kink: float) -> None:
    h = 1e-7
    x = np.full((1, 1), kink)
    expected = (value(name, x) - value(name, x - h)) / h
    np.testing.assert_allclose(gradient(name, x, np.ones((1, 1))), expected, atol=1e-6)


def test_heaviside_passes_no_gradient() -> None:
    x = np.array([[-1.0, 0.0, 1.0]])
    assert value("heaviside", x).tolist() == [[0.0, 1.0, 1.0]]
    assert not gradient("heaviside", x, np.ones((1, 3))).any()


@pytest.mark.parametrize(
    ("name", "limits"),
    [
        ("relu", (0, 1e4)),
        ("leaky_relu", (-2e3, 1e4)),
        ("elu", (-1, 1e4)),
        ("selu", (-SELU_SCALE * SELU_ALPHA, SELU_SCALE * 1e4)),
        ("gelu", (0, 1e4)),
        ("softplus", (0, 1e4)),
        ("softsign", (-1e4 / 10001, 1e4 / 10001)),
        ("tanh", (-1, 1)),
        ("sigmoid", (0, 1)),
        ("hard_sigmoid", (0, 1)),
        ("exponential", (0, math.inf)),
        ("softmax", (0, 1)),
        ("heaviside", (0, 1)),
    ],
)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_no_size_of_x_overflows(name: str, limits: tuple[float, float], dtype: str) -> None:
    x = np.array([[-1e4, 1e4]], dtype)
    np.testing.assert_allclose(value(name, x)[0], limits, rtol=1e-6)
    if name != "exponential":
        assert np.isfinite(gradient(name, x, np.ones_like(x))).all()
