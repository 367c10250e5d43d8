"""Self-attention: names, its formula, what a causal step sees, what it refuses, and that it learns.

That its gradients are derivatives is shown in test_nn_gradients.py (the cases of cases_attention.py).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.nn import Network, layers, losses, optimizers
from tuitrainer.nn.layers import Layer

BACKENDS = ["reference", "cpu"]
backends = pytest.mark.parametrize("backend", BACKENDS)


def network(*made: Layer, shape: tuple[int, ...], backend: str = "reference", **arguments: Any) -> Network:
    return Network(made, shape, backend=backend, **{"dtype": "float64", **arguments})


def test_names_shapes_and_first_weights() -> None:
    made = network(layers.SelfAttention(2), shape=(3, 6))
    products = ("query", "key", "value", "output")
    assert [(parameter.name, parameter.shape) for parameter in made.parameters] == [
        *((f"0.self_attention.{product}_weights", (6, 6)) for product in products),
        *((f"0.self_attention.{product}_bias", (6,)) for product in products),
    ]
    assert made.output_shape == (3, 6)
    for parameter in made.parameters[:4]:
        assert 0 < np.abs(parameter.numpy()).max() <= math.sqrt(6 / 12)
    assert not any(parameter.numpy().any() for parameter in made.parameters[4:])
    assert (made.parameters[0].numpy() != made.parameters[1].numpy()).all()
    assert len(network(layers.SelfAttention(2, use_bias=False), shape=(3, 6)).parameters) == 4


def formula(net: Network, x: Any, heads: int, causal: bool) -> tuple[Any, Any]:
    """(weights, y) by Vaswani et al. (2017), with a matrix for each head as they write it: W_i^Q is columns of W^Q."""
    weights = [parameter.numpy() for parameter in net.parameters]
    biases = weights[4:] if len(weights) == 8 else [np.zeros(x.shape[-1])] * 4
    width = x.shape[-1] // heads
    steps = x.shape[1]
    y = np.zeros_like(x)
    shares = np.zeros((len(x), heads, steps, steps))
    for n, sequence in enumerate(x):
        outputs = []
        for head in range(heads):
            columns = slice(head * width, (head + 1) * width)
            query, key, value = (sequence @ weights[i][:, columns] + biases[i][columns] for i in range(3))
            powers = np.exp(query @ key.T / math.sqrt(width))
            if causal:
                powers = np.tril(powers)
            shares[n, head] = powers / powers.sum(axis=1, keepdims=True)
            outputs.append(shares[n, head] @ value)
        y[n] = np.concatenate(outputs, axis=1) @ weights[3] + biases[3]
    return shares, y


@backends
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("use_bias", [False, True])
def test_forward_is_the_formula(backend: str, causal: bool, use_bias: bool) -> None:
    layer = layers.SelfAttention(3, causal, use_bias, bias_initializer={"name": "random_normal", "stddev": 1.0})
    made = network(layer, shape=(4, 6), backend=backend)
    assert layer.attention_weights is None
    rng = np.random.default_rng(0)
    for rows in (2, 5, 1):
        x = rng.normal(size=(rows, 4, 6))
        shares, y = formula(made, x, 3, causal)
        np.testing.assert_allclose(made.forward(x, training=rows == 2), y, rtol=1e-11, atol=1e-12)
        attended = made.layers[0].attention_weights  # type: ignore[attr-defined]
        np.testing.assert_allclose(made.backend.to_numpy(attended), shares, rtol=1e-11)


@backends
def test_a_causal_step_sees_nothing_later(backend: str) -> None:
    made = network(layers.SelfAttention(2, causal=True), layers.Dense(4, "tanh"), layers.SelfAttention(1, causal=True),
                   shape=(6, 4), backend=backend)  # fmt: skip
    rng = np.random.default_rng(1)
    x = rng.normal(size=(3, 6, 4))
    before = made.forward(x)
    changed = x.copy()
    changed[:, 4:] = rng.normal(size=(3, 2, 4))
    after = made.forward(changed)
    np.testing.assert_array_equal(after[:, :4], before[:, :4])
    assert (after[:, 4:] != before[:, 4:]).all()
    dy = np.zeros_like(x)
    dy[:, 2] = 1
    dx = made.backward(dy)
    assert not dx[:, 3:].any()
    assert dx[:, :3].any(axis=(0, 2)).all()


@backends
def test_it_is_blind_to_order_unless_causal(backend: str) -> None:
    made = network(layers.SelfAttention(2), shape=(5, 4), backend=backend)
    x = np.random.default_rng(1).normal(size=(2, 5, 4))
    order = [3, 0, 4, 1, 2]
    np.testing.assert_allclose(made.forward(x[:, order]), made.forward(x)[:, order], rtol=1e-12)


@backends
def test_batches_of_any_size_and_backward_twice(backend: str) -> None:
    made = network(layers.SelfAttention(2), shape=(3, 4), backend=backend)
    rng = np.random.default_rng(4)
    for rows in (3, 9, 1, 8):
        fresh = network(layers.SelfAttention(2), shape=(3, 4), backend=backend)
        x, dy = rng.normal(size=(rows, 3, 4)), rng.normal(size=(rows, 3, 4))
        np.testing.assert_allclose(made.forward(x), fresh.forward(x), rtol=1e-12)
        dx = made.backward(dy)
        np.testing.assert_allclose(dx, fresh.backward(dy), rtol=1e-10, atol=1e-13)
        gradients = [parameter.grad_numpy() for parameter in made.parameters]
        np.testing.assert_array_equal(made.backward(dy), dx)
        for parameter, gradient in zip(made.parameters, gradients, strict=True):
            np.testing.assert_array_equal(parameter.grad_numpy(), gradient)


@backends
def test_float32_agrees_with_float64(backend: str) -> None:
    single, double = (
        network(layers.LayerNorm(), layers.SelfAttention(4), shape=(7, 8), backend=backend, dtype=dtype)
        for dtype in ("float32", "float64")
    )
    x = np.random.default_rng(4).normal(size=(5, 7, 8)).astype(np.float32)
    np.testing.assert_allclose(single.forward(x), double.forward(x), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(single.backward(x), double.backward(x), rtol=1e-3, atol=1e-5)


def test_it_learns_to_look_back() -> None:
    """Each step must give what the first step held: only attention can carry it there."""
    rng = np.random.default_rng(0)
    made = network(
        layers.Dense(8), layers.PositionalEncoding(), layers.SelfAttention(2, causal=True), layers.Dense(3),
        shape=(6, 3), backend="cpu", dtype="float32",
    )  # fmt: skip
    loss, optimizer = losses.get("mean_squared_error"), optimizers.Adam(0.01)
    values = []
    for _step in range(400):
        x = rng.normal(size=(16, 6, 3))
        value, gradient = loss(made.forward(x, training=True), np.repeat(x[:, :1], 6, axis=1))
        made.backward(gradient)
        optimizer.update(made.parameters)
        values.append(value)
    assert np.mean(values[-20:]) < 0.2 * values[0]


@pytest.mark.parametrize(
    ("make", "places", "said"),
    [
        (lambda: layers.SelfAttention(0, 1, "no", "glorot", 3, "l9", 4),  # type: ignore[arg-type]
         {"heads", "causal", "use_bias", "kernel_initializer", "bias_initializer", "kernel_regularizer.name",
          "bias_regularizer.name"}, ""),
        (lambda: layers.SelfAttention(2.0), {"heads"}, "whole number"),  # type: ignore[arg-type]
        (lambda: layers.from_config({"type": "SelfAttention"}), {"heads"}, "needs"),
        (lambda: network(layers.SelfAttention(4), shape=(3, 6)), {"layers[0].heads"}, "6 features"),
        (lambda: network(layers.SelfAttention(8), shape=(3, 6)), {"layers[0].heads"}, "6 features"),
        (lambda: network(layers.SelfAttention(2), shape=(6,)), {"layers[0]"}, "(6,)"),
        (lambda: network(layers.SelfAttention(2), shape=(2, 3, 6)), {"layers[0]"}, "(2, 3, 6)"),
        (lambda: network(layers.SelfAttention(2), shape=(100_000, 2)), {"layers[0]"}, "20000000000"),
        (lambda: network(layers.SelfAttention(2, bias_initializer="identity"), shape=(2, 6)),
         {"layers[0].bias_initializer"}, ""),
    ],
)  # fmt: skip
def test_what_is_refused(make: Any, places: set[str], said: str) -> None:
    with pytest.raises(UserError) as caught:
        make()
    assert {problem.place for problem in caught.value.problems} == places
    assert said in str(caught.value)


def test_the_divisors_are_named() -> None:
    with pytest.raises(UserError) as caught:
        network(layers.SelfAttention(5), shape=(3, 12))
    assert caught.value.problems[0].accepted == ("1", "2", "3", "4", "6", "12")
