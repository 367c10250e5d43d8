"""The rest of the reference against loops, closed forms and differences."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from contract import loss_of, numbers

from tuitrainer.kernels import reference
from tuitrainer.kernels.backend import Array

RNG = np.random.default_rng(7)


def numeric_gradient(function: Callable[[Array], float], x: Array, h: float = 1e-5) -> Array:
    out = np.empty_like(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += h
        down[place] -= h
        out[place] = (function(up) - function(down)) / (2 * h)
    return out


def assert_near(got: Array, expected: Array, tolerance: float = 1e-7) -> None:
    assert np.abs(got - expected).max() <= tolerance * max(float(np.abs(expected).max()), 1e-3)


def test_dense_layer_by_its_definition() -> None:
    x, weights, bias = RNG.normal(size=(5, 3)), RNG.normal(size=(3, 4)), RNG.normal(size=4)
    out = np.empty((5, 4))
    reference.dense_forward(x, weights, bias, "linear", out)
    for n in range(5):
        for j in range(4):
            assert out[n, j] == pytest.approx(sum(x[n, k] * weights[k, j] for k in range(3)) + bias[j], rel=1e-12)
    reference.dense_forward(x, weights, None, "linear", out)
    np.testing.assert_allclose(out, np.einsum("nk,kj->nj", x, weights), rtol=1e-12)


def test_dense_gradients_are_central_differences() -> None:
    x, weights, bias, dy = RNG.normal(size=(5, 3)), RNG.normal(size=(3, 4)), RNG.normal(size=4), RNG.normal(size=(5, 4))

    def loss(x: Array, weights: Array, bias: Array) -> float:
        out = np.empty((5, 4))
        reference.dense_forward(x, weights, bias, "linear", out)
        return float(np.sum(dy * out))

    dx, dw, db = np.empty_like(x), np.empty_like(weights), np.empty_like(bias)
    reference.dense_input_gradient(dy, weights, dx)
    reference.dense_weights_gradient(x, dy, dw)
    reference.bias_gradient(dy, db)
    assert_near(dx, numeric_gradient(lambda x: loss(x, weights, bias), x))
    assert_near(dw, numeric_gradient(lambda weights: loss(x, weights, bias), weights))
    assert_near(db, numeric_gradient(lambda bias: loss(x, weights, bias), bias))


def one_hot(labels: Array, classes: int) -> Array:
    return np.eye(classes)[labels]


def test_losses_by_their_definitions() -> None:
    logits, labels = RNG.normal(size=(6, 4)), RNG.integers(0, 4, 6)
    soft = RNG.dirichlet(np.ones(4), 6)
    out = np.empty_like(logits)
    powers = np.exp(logits)
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    expected = -sum(math.log(probabilities[n, labels[n]]) for n in range(6)) / 6
    assert loss_of(reference.sparse_softmax_cross_entropy, logits, labels, out) == pytest.approx(expected, rel=1e-12)
    assert loss_of(reference.softmax_cross_entropy, logits, one_hot(labels, 4), out) == pytest.approx(
        expected, rel=1e-12
    )
    expected = -float(np.sum(soft * np.log(probabilities))) / 6
    assert loss_of(reference.softmax_cross_entropy, logits, soft, out) == pytest.approx(expected, rel=1e-12)
    s, t = 1 / (1 + np.exp(-logits)), RNG.random((6, 4))
    expected = -float(np.mean(t * np.log(s) + (1 - t) * np.log(1 - s)))
    assert loss_of(reference.sigmoid_cross_entropy, logits, t, out) == pytest.approx(expected, rel=1e-12)
    expected = float(sum((a - b) ** 2 for a, b in zip(logits.flat, t.flat, strict=True))) / 24
    assert loss_of(reference.mean_squared_error, logits, t, out) == pytest.approx(expected, rel=1e-12)


def test_loss_gradients_are_central_differences() -> None:
    logits, labels = RNG.normal(size=(6, 4)), RNG.integers(0, 4, 6)
    soft, targets = RNG.dirichlet(np.ones(4), 6), RNG.random((6, 4))
    scratch, out = np.empty_like(logits), np.empty_like(logits)
    losses: list[Callable[[Array, Array], float]] = [
        lambda z, out: loss_of(reference.softmax_cross_entropy, z, soft, out),
        lambda z, out: loss_of(reference.sparse_softmax_cross_entropy, z, labels, out),
        lambda z, out: loss_of(reference.sigmoid_cross_entropy, z, targets, out),
        lambda z, out: loss_of(reference.mean_squared_error, z, targets, out),
    ]
    for loss in losses:
        loss(logits, out)
        assert_near(out, numeric_gradient(lambda z, loss=loss: loss(z, scratch), logits))  # type: ignore[misc]


def test_updates_by_hand() -> None:
    """Three steps of each optimizer on one number, in Python's floats."""
    gradients = [0.5, -1.0, 0.25]
    p = v = 0.0
    q = np.zeros((1, 1))
    velocity = np.zeros((1, 1))
    for g in gradients:
        v = 0.6 * v - 0.1 * g
        p += 0.6 * v - 0.1 * g
        reference.momentum_update(q, np.full((1, 1), g), velocity, numbers(0.1), 0.6, True)
    assert q[0, 0] == pytest.approx(p, rel=1e-12)
    p = v = 0.0
    q, velocity = np.zeros((1, 1)), np.zeros((1, 1))
    for g in gradients:
        v = 0.6 * v - 0.1 * g
        p += v
        reference.momentum_update(q, np.full((1, 1), g), velocity, numbers(0.1), 0.6, False)
    assert q[0, 0] == pytest.approx(p, rel=1e-12)
    p = m = v = 0.0
    q, m_array, v_array = np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((1, 1))
    for t, g in enumerate(gradients, start=1):
        m = 0.6 * m + 0.4 * g
        v = 0.7 * v + 0.3 * g * g
        p -= 0.1 * (m / (1 - 0.6**t)) / (math.sqrt(v / (1 - 0.7**t)) + 0.1)
        reference.adam_update(q, np.full((1, 1), g), m_array, v_array, numbers(0.1, t), 0.6, 0.7, 0.1, 0.0)
    assert q[0, 0] == pytest.approx(p, rel=1e-12)
    reference.sgd_update(q, np.full((1, 1), 2.0), numbers(0.25))
    assert q[0, 0] == pytest.approx(p - 0.5, rel=1e-12)


def test_display() -> None:
    assert reference.norm(np.array([[3.0, 0.0], [0.0, -4.0]], np.float32)) == 5.0
    assert reference.norm(np.full(2, 1e30, np.float32)) == pytest.approx(math.sqrt(2) * 1e30, rel=1e-6)
    counts = np.empty(4, np.int64)
    x = np.array([0.0, 1e-9, 0.02, -0.3, 0.5, 3.0, 1e9, np.inf, -np.inf, np.nan])
    reference.magnitude_histogram(x, -2.0, 2.0, counts)
    assert counts.tolist() == [3, 2, 1, 3]
    means = np.empty((2, 2))
    reference.block_means(np.arange(15.0).reshape(3, 5), means)
    assert means.tolist() == [[0.5, 3.0], [8.0, 10.5]]


def test_arrays_share_no_memory_with_the_world() -> None:
    values = np.arange(6.0).reshape(2, 3).T
    inside = reference.from_numpy(values)
    assert inside.flags.c_contiguous
    reference.add(inside, inside)
    assert values.sum() == 15.0
    outside = reference.to_numpy(inside)
    inside[:] = 0.0
    assert outside.sum() == 30.0
    assert reference.empty((2, 0), np.float32).shape == (2, 0)
