"""Recurrent layers, embedding and positional encoding: names, shapes, first weights, what they refuse, that they learn.

That their gradients are derivatives is shown in test_nn_gradients.py (the cases of cases_recurrent.py).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from nn_differences import TOLERANCE, central_differences, relative_error

from tuitrainer.base.errors import UserError
from tuitrainer.kernels.backend import FROM_OUTPUT
from tuitrainer.nn import Network, initializers, layers, losses, optimizers
from tuitrainer.nn.layers import Layer
from tuitrainer.nn.layers.positional_encoding import waves

BACKENDS = ["reference", "cpu"]
RECURRENT: dict[str, type[Any]] = {"simple_rnn": layers.SimpleRNN, "lstm": layers.LSTM, "gru": layers.GRU}
GATES = {"simple_rnn": 1, "lstm": 4, "gru": 3}
recurrent = pytest.mark.parametrize("name", RECURRENT)
backends = pytest.mark.parametrize("backend", BACKENDS)


def network(*made: Layer, shape: tuple[int, ...], backend: str = "reference", **arguments: Any) -> Network:
    return Network(made, shape, backend=backend, dtype="float64", **arguments)


@recurrent
def test_names_shapes_and_counts_are_those_of_keras(name: str) -> None:
    made, gates = network(RECURRENT[name](64), shape=(5, 16)), GATES[name]
    assert [(parameter.name, parameter.shape) for parameter in made.parameters] == [
        (f"0.{name}.input_weights", (16, gates * 64)), (f"0.{name}.recurrent_weights", (64, gates * 64)),
        (f"0.{name}.bias", (gates * 64,)),
    ]  # fmt: skip
    assert made.parameters.size == gates * (16 + 64 + 1) * 64
    assert made.output_shape == (64,)
    assert network(RECURRENT[name](64, return_sequences=True), shape=(5, 16)).output_shape == (5, 64)
    assert network(RECURRENT[name](64, use_bias=False), shape=(5, 16)).parameters.size == gates * (16 + 64) * 64


@recurrent
def test_first_weights_are_those_of_keras(name: str) -> None:
    """One draw for all gates together: glorot counts all columns as outputs, rows over all gates are orthonormal."""
    inputs, states, bias = (parameter.numpy() for parameter in network(RECURRENT[name](32), shape=(2, 300)).parameters)
    limit = math.sqrt(6 / (300 + GATES[name] * 32))
    assert 0.98 * limit < np.abs(inputs).max() <= limit
    np.testing.assert_allclose(states @ states.T, np.eye(32), atol=1e-12)
    assert bias.tolist() == ([1.0] * 32 + [0.0] * 96 if name == "lstm" else [0.0] * bias.size)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"unit_forget_bias": False}, [0, 0, 0, 0, 0, 0, 0, 0]),
        ({"bias_initializer": {"name": "constant", "value": 0.5}}, [1.5, 1.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]),
        ({"unit_forget_bias": False, "bias_initializer": "ones"}, [1, 1, 1, 1, 1, 1, 1, 1]),
        ({"bias_initializer": {"name": "constant", "value": [0, 1, 2, 3, 4, 5, 6, 7]}}, [1, 2, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_the_forget_gate_starts_open(given: dict[str, Any], expected: list[float]) -> None:
    assert network(layers.LSTM(2, **given), shape=(3, 1)).parameters[2].numpy().tolist() == expected


def test_the_description_keeps_the_bias_that_was_asked_for() -> None:
    for given in (True, False):
        described = layers.describe(layers.LSTM(2, unit_forget_bias=given, bias_initializer="ones"))
        assert (described["bias_initializer"], described["unit_forget_bias"]) == ("ones", given)


@recurrent
def test_regularizers_stand_where_they_belong(name: str) -> None:
    layer = RECURRENT[name](2, kernel_regularizer="l1", recurrent_regularizer="l2", bias_regularizer="l1_l2")
    penalties = [parameter.regularizer for parameter in network(layer, shape=(3, 2)).parameters]
    assert [(penalty.l1, penalty.l2) for penalty in penalties if penalty] == [(0.01, 0), (0, 0.01), (0.01, 0.01)]


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


@backends
@pytest.mark.parametrize("sequences", [True, False])
def test_gru_by_its_formula(backend: str, sequences: bool) -> None:
    """PyTorch's has r * (U h + b) instead, so it is no judge here."""
    made = network(layers.GRU(3, return_sequences=sequences), shape=(4, 2), backend=backend, seed=1)
    made.parameters[2].assign(np.random.default_rng(2).normal(size=9))
    w, u, b = (parameter.numpy() for parameter in made.parameters)
    x = np.random.default_rng(3).normal(size=(5, 4, 2))
    h, states, gates = np.zeros((5, 3)), [], []
    for t in range(4):
        z = sigmoid(x[:, t] @ w[:, :3] + h @ u[:, :3] + b[:3])
        r = sigmoid(x[:, t] @ w[:, 3:6] + h @ u[:, 3:6] + b[3:6])
        candidate = np.tanh(x[:, t] @ w[:, 6:] + (r * h) @ u[:, 6:] + b[6:])
        h = z * h + (1 - z) * candidate
        states.append(h)
        gates.append(np.concatenate([z, r, candidate], axis=1))
    got = made.forward(x)
    np.testing.assert_allclose(got, np.stack(states, axis=1) if sequences else h, rtol=1e-12)
    layer: Any = made.layers[0]
    np.testing.assert_allclose(layer.states, np.stack(states, axis=1), rtol=1e-12)
    np.testing.assert_allclose(layer.gates, np.stack(gates, axis=1), rtol=1e-12)


@pytest.mark.torch
@backends
@pytest.mark.parametrize("sequences", [True, False])
@pytest.mark.parametrize(
    ("name", "activation", "order"),
    [("simple_rnn", "tanh", [0]), ("simple_rnn", "relu", [0]), ("lstm", "", [1, 0, 3, 2])],
)
def test_the_same_layer_in_pytorch(name: str, activation: str, order: list[int], sequences: bool, backend: str) -> None:
    """`order` says where the gates of PyTorch's LSTM, i, f, c~, o, stand among ours."""
    torch: Any = pytest.importorskip("torch")
    units, rng = 5, np.random.default_rng(2)
    given = {"activation": activation} if activation else {}
    made = network(RECURRENT[name](units, return_sequences=sequences, **given), shape=(6, 3), backend=backend, seed=1)
    made.parameters[2].assign(rng.normal(size=made.parameters[2].shape))
    theirs = (
        torch.nn.RNN(3, units, nonlinearity=activation, batch_first=True)
        if activation
        else torch.nn.LSTM(3, units, batch_first=True)
    ).double()

    def reordered(values: Any) -> Any:
        """Gates in PyTorch's order, and a row for each unit."""
        return np.concatenate([np.split(values, len(order), axis=-1)[gate] for gate in order], axis=-1).T

    with torch.no_grad():
        theirs.bias_hh_l0.zero_()
        pairs = list(zip(made.parameters, (theirs.weight_ih_l0, theirs.weight_hh_l0, theirs.bias_ih_l0), strict=True))
        for own, their in pairs:
            their.copy_(torch.from_numpy(reordered(own.numpy()).copy()))
    x = rng.normal(size=(4, 6, 3))
    their_x = torch.from_numpy(x).requires_grad_()
    states, _last = theirs(their_x)
    output = states if sequences else states[:, -1]
    dy = rng.normal(size=tuple(output.shape))
    output.backward(torch.from_numpy(dy))
    np.testing.assert_allclose(made.forward(x), output.detach().numpy(), rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(made.backward(dy), their_x.grad.numpy(), rtol=1e-10, atol=1e-12)
    for own, their in pairs:
        np.testing.assert_allclose(reordered(own.grad_numpy()), their.grad.numpy(), rtol=1e-10, atol=1e-12)


def test_what_the_display_reads() -> None:
    layer: Any = layers.LSTM(2)
    assert (layer.states, layer.gates, layer.cells) == (None, None, None)
    made = network(layer, shape=(4, 3), seed=1)
    assert (layer.states, layer.gates, layer.cells) == (None, None, None)
    for rows in (2, 5, 3):
        made.forward(np.random.default_rng(0).normal(size=(rows, 4, 3)))
        forget, enter, leave, candidate = np.split(layer.gates, 4, axis=-1)
        before = np.concatenate([np.zeros((rows, 1, 2)), layer.cells[:, :-1]], axis=1)
        np.testing.assert_allclose(layer.cells, forget * before + enter * candidate, rtol=1e-12)
        np.testing.assert_allclose(layer.states, leave * np.tanh(layer.cells), rtol=1e-12)
        made.backward(np.ones((rows, 2)))
        assert layer.gates is None  # gradients by now
        assert layer.states.shape == layer.cells.shape == (rows, 4, 2)


@backends
@recurrent
def test_a_second_backward_after_one_forward(name: str, backend: str) -> None:
    """As for a Jacobian: the gates, which the first one wrote over, are there again."""
    made = network(RECURRENT[name](3), shape=(4, 2), backend=backend, seed=1)
    x = np.random.default_rng(0).normal(size=(2, 4, 2))
    first, second = np.random.default_rng(1).normal(size=(2, 2, 3))
    made.forward(x)
    expected_x = made.backward(second)
    expected = [parameter.grad_numpy() for parameter in made.parameters]
    made.forward(x)
    made.backward(first)
    np.testing.assert_array_equal(made.backward(second), expected_x)
    for parameter, gradient in zip(made.parameters, expected, strict=True):
        np.testing.assert_array_equal(parameter.grad_numpy(), gradient)


@backends
@recurrent
@pytest.mark.parametrize("sequences", [True, False])
def test_batches_of_any_size_in_any_order(name: str, backend: str, sequences: bool) -> None:
    made = network(RECURRENT[name](3, return_sequences=sequences), shape=(4, 2), backend=backend)
    rng = np.random.default_rng(4)
    for rows in (3, 1, 7, 2, 7):
        fresh = network(RECURRENT[name](3, return_sequences=sequences), shape=(4, 2), backend=backend)
        x, gradient = rng.normal(size=(rows, 4, 2)), rng.normal(size=(rows, *made.output_shape))
        np.testing.assert_array_equal(made.forward(x), fresh.forward(x))
        np.testing.assert_array_equal(made.backward(gradient), fresh.backward(gradient))
        for parameter, other in zip(made.parameters, fresh.parameters, strict=True):
            np.testing.assert_array_equal(parameter.grad_numpy(), other.grad_numpy())


@recurrent
def test_it_learns_to_remember(name: str) -> None:
    """The output is the input of two steps before: the state has to carry it."""
    made = network(RECURRENT[name](12, return_sequences=True), layers.Dense(1), shape=(8, 1), backend="cpu", seed=3)
    loss, optimizer = losses.get("mean_squared_error"), optimizers.Adam(0.02)
    rng = np.random.default_rng(0)
    value = math.inf
    for _step in range(250):
        x = rng.choice([-1.0, 1.0], size=(32, 8, 1))
        target = np.concatenate([np.zeros((32, 2, 1)), x[:, :-2]], axis=1)
        value, gradient = loss(made.forward(x, training=True), target)
        made.backward(gradient)
        optimizer.update(made.parameters)
    assert value < 0.02  # 0.75 without a memory


def wrong_gelu() -> Layer:
    return layers.SimpleRNN(3, "gelu")


@pytest.mark.parametrize(
    ("make", "places"),
    [
        (lambda: layers.SimpleRNN(0), {"units"}),
        (lambda: layers.SimpleRNN(2.0, "tahn", "no", 1, "x", {"name": "y"}, 3, "l3", 4, {"l9": 1}),  # type: ignore[arg-type]
         {"units", "activation", "use_bias", "return_sequences", "kernel_initializer", "recurrent_initializer.name",
          "bias_initializer", "kernel_regularizer.name", "recurrent_regularizer.name", "bias_regularizer.l9"}),
        (lambda: layers.LSTM(None, unit_forget_bias=None), {"units", "unit_forget_bias"}),  # type: ignore[arg-type]
        (lambda: layers.GRU(-1, return_sequences=None), {"units", "return_sequences"}),  # type: ignore[arg-type]
        (lambda: layers.SimpleRNN(2, np.ones(2)), {"activation"}),  # type: ignore[arg-type]
        (lambda: layers.from_config({"type": "LSTM", "units": 3, "activation": "relu"}), {"activation"}),
        (lambda: layers.Embedding(0, 0, "x", "y"),
         {"input_dim", "output_dim", "embeddings_initializer", "embeddings_regularizer.name"}),
        (lambda: layers.Embedding(2**24 + 1, 2), {"input_dim"}),
        (lambda: layers.Embedding(4, "2"), {"output_dim"}),  # type: ignore[arg-type]
        (lambda: network(layers.SimpleRNN(2), shape=(4,)), {"layers[0]"}),
        (lambda: network(layers.LSTM(2), layers.GRU(2), shape=(4, 3)), {"layers[1]"}),
        (lambda: network(layers.LSTM(2), shape=(4, 4, 3)), {"layers[0]"}),
        (lambda: network(layers.Embedding(4, 2), shape=(4, 1)), {"layers[0]"}),
        (lambda: network(layers.PositionalEncoding(), shape=(4,)), {"layers[0]"}),
        (lambda: network(layers.LSTM(10**5), shape=(4, 3)), {"layers[0]"}),
        (lambda: network(
            layers.LSTM(
                3, kernel_initializer=initializers.Constant([1, 2]),
                recurrent_initializer=initializers.Constant([1, 2]), bias_initializer=initializers.Constant([1, 2]),
            ),
            shape=(4, 3),
        ), {f"layers[0].{name}_initializer.value" for name in ("kernel", "recurrent", "bias")}),
        (lambda: network(layers.Embedding(3, 4, initializers.Constant([1, 2])), shape=(4,)),
         {"layers[0].embeddings_initializer.value"}),
    ],
)  # fmt: skip
def test_what_is_refused(make: Any, places: set[str]) -> None:
    with pytest.raises(UserError) as caught:
        make()
    assert {problem.place for problem in caught.value.problems} == places


def test_the_refusals_say_what_came_and_what_was_expected() -> None:
    with pytest.raises(UserError, match=r"sequences \(steps, features\).*\(4,\)"):
        network(layers.GRU(2), shape=(4,))
    with pytest.raises(UserError, match=r"sequences \(steps,\) of whole numbers.*\(4, 1\)"):
        network(layers.Embedding(4, 2), shape=(4, 1))
    with pytest.raises(UserError, match="derivative of gelu") as caught:
        wrong_gelu()
    (problem,) = caught.value.problems
    assert (problem.place, set(problem.accepted)) == ("activation", set(FROM_OUTPUT))
    assert layers.SimpleRNN(3, None).activation == "linear"


def test_embedding() -> None:
    made = Network([layers.Embedding(7, 3), layers.Flatten()], (4,), backend="reference", seed=2)
    assert [(parameter.name, parameter.shape) for parameter in made.parameters] == [("0.embedding.embeddings", (7, 3))]
    table = made.parameters[0].numpy()
    assert 0.03 < np.abs(table).max() <= 0.05
    words = [[0, 6, 6, 2], [5, 0, 1, 6]]
    for given in (words, np.array(words, np.uint8), np.array(words, np.float64)):
        np.testing.assert_array_equal(made.forward(given), table[words].reshape(2, 12))
    np.testing.assert_array_equal(made.forward(np.array([[True, False] * 2])), table[[1, 0, 1, 0]].reshape(1, 12))


@backends
def test_the_gradient_of_an_embedding(backend: str) -> None:
    made = network(layers.Embedding(5, 2), layers.LSTM(2), shape=(3,), backend=backend, seed=1)
    x, weight = np.array([[1, 4, 1], [0, 1, 3]]), np.random.default_rng(0).normal(size=(2, 2))
    table = made.parameters[0].numpy()

    def value() -> float:
        made.parameters[0].assign(table)
        return float((made.forward(x) * weight).sum())

    expected = central_differences(value, table)
    value()
    dx = made.backward(weight)
    got = made.parameters[0].grad_numpy()
    assert relative_error(got, expected) < TOLERANCE
    assert not got[2].any()
    assert dx.shape == (2, 3)
    assert not dx.any()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (-1, "-1"),
        (5, "5"),
        (0.5, "0.5"),
        (np.nan, "nan"),
        (np.inf, "inf"),
        (1e300, "1e+300"),
        (2**62, "4.61168602e+18"),
    ],
)
def test_a_number_without_a_row_is_named(value: float, shown: str) -> None:
    layer = layers.Embedding(5, 2)
    x = np.zeros((4, 3))
    x[2, 1] = x[3, 0] = value
    with pytest.raises(UserError) as caught:
        layer.check_values(x)
    (problem,) = caught.value.problems
    assert problem.place == "x[2, 1]"
    assert problem.message == f"this embedding has no row for {shown}"
    assert problem.accepted == ("whole numbers from 0 to 4",)
    if math.isfinite(value):
        with pytest.raises(UserError, match=r"x\[2, 1\].*this embedding"):
            network(layer, shape=(3,)).forward(x)


@backends
def test_an_embedding_that_cannot_check_its_numbers_does_not_crash(backend: str) -> None:
    made = network(layers.Activation("linear"), layers.Embedding(5, 2), shape=(3,), backend=backend)
    x = np.array([[np.nan, np.inf, -np.inf], [1e300, -1.0, 2.9]])
    got = made.backend.to_numpy(made.forward_array(made.backend.from_numpy(x)))
    np.testing.assert_array_equal(got, made.parameters[0].numpy()[[[0, 4, 0], [4, 0, 2]]])
    assert not made.backward(np.ones_like(got)).any()


@pytest.mark.parametrize(("steps", "features"), [(1, 1), (3, 1), (5, 2), (4, 7), (50, 16)])
def test_positional_encoding_is_the_formula(steps: int, features: int) -> None:
    table = waves(steps, features)
    assert table.shape == (steps, features)
    for t in range(steps):
        for column in range(features):
            angle = t / 10000 ** (2 * (column // 2) / features)
            assert table[t, column] == pytest.approx(math.cos(angle) if column % 2 else math.sin(angle), abs=1e-12)


@backends
def test_positional_encoding_is_added_and_leaves_its_input(backend: str) -> None:
    x = np.random.default_rng(0).normal(size=(3, 4, 5)).astype(np.float32)
    made = Network([layers.PositionalEncoding()], (4, 5), backend=backend)
    inside = made.backend.from_numpy(x)
    for rows in (3, 1, 2):
        np.testing.assert_allclose(made.forward_array(inside[:rows]), x[:rows] + waves(4, 5), rtol=1e-6, atol=1e-6)
    np.testing.assert_array_equal(inside, x)
    assert made.parameters.size == 0
    assert made.output_shape == (4, 5)
