"""Batch and layer normalization: statistics while training and after, moving averages, gradients in both modes.

That the gradients of a forward that does not train are derivatives is shown in test_nn_gradients.py.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nn_differences import TOLERANCE, central_differences, relative_error

from tuitrainer.base.errors import UserError
from tuitrainer.nn import Network, layers, optimizers
from tuitrainer.nn.layers import LAYERS, Layer

BACKENDS = ["reference", "cpu"]
backends = pytest.mark.parametrize("backend", BACKENDS)


def network(*made: Layer, shape: tuple[int, ...], backend: str = "reference", dtype: str = "float64") -> Network:
    return Network(made, shape, backend=backend, dtype=dtype)


def values(net: Network) -> dict[str, Any]:
    return {parameter.name.rpartition(".")[2]: parameter.numpy() for parameter in net.parameters}


def test_names_shapes_and_flags() -> None:
    made = network(layers.BatchNorm(), layers.LayerNorm(), shape=(2, 5))
    assert [(parameter.name, parameter.shape, parameter.trainable) for parameter in made.parameters] == [
        ("0.batch_norm.gamma", (5,), True), ("0.batch_norm.beta", (5,), True),
        ("0.batch_norm.moving_mean", (5,), False), ("0.batch_norm.moving_variance", (5,), False),
        ("1.layer_norm.gamma", (5,), True), ("1.layer_norm.beta", (5,), True),
    ]  # fmt: skip
    start = values(network(layers.BatchNorm(), shape=(3,)))
    assert [(name, array.tolist()) for name, array in start.items()] == [
        ("gamma", [1.0] * 3), ("beta", [0.0] * 3), ("moving_mean", [0.0] * 3), ("moving_variance", [1.0] * 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("center", "scale", "roles"), [(True, False, ["beta"]), (False, True, ["gamma"]), (False, False, [])]
)
def test_without_scale_or_center(center: bool, scale: bool, roles: list[str]) -> None:
    moving = ["moving_mean", "moving_variance"]
    x = np.random.default_rng(0).normal(3.0, 2.0, (6, 4))
    for made, expected in (
        (network(layers.BatchNorm(center=center, scale=scale), shape=(4,)), [*roles, *moving]),
        (network(layers.LayerNorm(center=center, scale=scale), shape=(4,)), roles),
    ):
        assert list(values(made)) == expected
        axis = 0 if moving[0] in expected else 1
        normalized = (x - x.mean(axis, keepdims=True)) / np.sqrt(x.var(axis, keepdims=True) + 1e-3)
        np.testing.assert_allclose(made.forward(x, training=True), normalized, rtol=1e-12)


@backends
@pytest.mark.parametrize("shape", [(3,), (4, 3), (2, 5, 3)])
def test_batch_norm_while_training_and_after(backend: str, shape: tuple[int, ...]) -> None:
    """Statistics over all axes but the last, and averages that move by momentum."""
    made = network(layers.BatchNorm(momentum=0.3, epsilon=0.1), shape=shape, backend=backend)
    rng = np.random.default_rng(1)
    gamma, beta = rng.normal(size=3), rng.normal(size=3)
    made.parameters[0].assign(gamma)
    made.parameters[1].assign(beta)
    mean, variance = np.zeros(3), np.ones(3)
    for _step in range(3):
        x = rng.normal(2.0, 3.0, (6, *shape))
        rows = x.reshape(-1, 3)
        expected = gamma * (x - rows.mean(axis=0)) / np.sqrt(rows.var(axis=0) + 0.1) + beta
        np.testing.assert_allclose(made.forward(x, training=True), expected, rtol=1e-11, atol=1e-12)
        mean = 0.3 * mean + 0.7 * rows.mean(axis=0)
        variance = 0.3 * variance + 0.7 * rows.var(axis=0)
        now = values(made)
        np.testing.assert_allclose(now["moving_mean"], mean, rtol=1e-12)
        np.testing.assert_allclose(now["moving_variance"], variance, rtol=1e-12)
        expected = gamma * (x - mean) / np.sqrt(variance + 0.1) + beta
        np.testing.assert_allclose(made.forward(x), expected, rtol=1e-11, atol=1e-12)
        assert (values(made)["moving_mean"] == now["moving_mean"]).all()


TRAINING: dict[str, tuple[Callable[[], Sequence[Layer]], tuple[int, ...]]] = {
    "batch norm": (lambda: [layers.BatchNorm(epsilon=0.1)], (3,)),
    "batch norm, inside": (lambda: [layers.Dense(3, "tanh"), layers.BatchNorm(), layers.Dense(2, "tanh")], (4,)),
    "batch norm over images": (lambda: [layers.Dense(2), layers.BatchNorm(scale=False)], (2, 2, 3)),
    "batch norm, only normalizing": (lambda: [layers.BatchNorm(center=False, scale=False), layers.Dense(2)], (3,)),
    "layer norm": (lambda: [layers.Dense(3), layers.LayerNorm()], (4,)),
}


@backends
@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize("case", TRAINING)
def test_backward_is_the_derivative_of_a_forward_that_trains(case: str, rows: int, backend: str) -> None:
    make, shape = TRAINING[case]
    made = network(*make(), shape=shape, backend=backend)
    rng = np.random.default_rng(5)
    trained = [parameter for parameter in made.parameters if parameter.trainable]
    for parameter in trained:
        parameter.assign(rng.normal(0.1, 0.5, parameter.shape))
    x = rng.normal(size=(rows, *shape))
    weight = rng.normal(size=(rows, *made.output_shape))

    def value() -> float:
        return float((made.forward(x, training=True) * weight).sum())

    expected_parameters = []
    for parameter in trained:
        host = parameter.numpy()

        def value_with(host=host, parameter=parameter) -> float:  # type: ignore[no-untyped-def]
            parameter.assign(host)
            return value()

        expected_parameters.append(central_differences(value_with, host))
        parameter.assign(host)
    expected_x = central_differences(value, x)
    made.forward(x, training=True)
    got = made.backward(weight)
    if rows == 1 and len(shape) == 1 and case.startswith("batch"):
        # The batch of one row is its own mean: neither it nor what stands in front changes anything.
        assert not got.any()
        assert np.abs(expected_x).max() < 1e-9
    else:
        assert relative_error(got, expected_x) < TOLERANCE
    for parameter, expected in zip(trained, expected_parameters, strict=True):
        error = np.abs(parameter.grad_numpy() - expected).max()
        assert error < TOLERANCE * max(1e-2, float(np.abs(expected).max())), parameter.name
    np.testing.assert_array_equal(made.backward(weight), got)  # twice after one forward


@backends
def test_a_backward_follows_the_latest_forward(backend: str) -> None:
    """After one that did not train, mean and variance are constants."""
    made = network(layers.BatchNorm(epsilon=0.1), shape=(3,), backend=backend)
    rng = np.random.default_rng(2)
    x, dy = rng.normal(2.0, 3.0, (5, 3)), rng.normal(size=(5, 3))
    made.forward(x, training=True)
    while_training = made.backward(dy)
    np.testing.assert_allclose(while_training.sum(axis=0), 0, atol=1e-12)
    made.forward(x)
    scale = values(made)["gamma"] / np.sqrt(values(made)["moving_variance"] + 0.1)
    np.testing.assert_allclose(made.backward(dy), dy * scale, rtol=1e-12)
    made.forward(x, training=True)
    np.testing.assert_allclose(made.backward(dy), while_training, rtol=1e-12)


@backends
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_batch_of_one_row_gives_beta(backend: str, dtype: str) -> None:
    made = network(layers.BatchNorm(beta_initializer="ones"), shape=(4,), backend=backend, dtype=dtype)
    x = np.array([[1.0, -3e4, 0.0, 1e-30]])
    np.testing.assert_array_equal(made.forward(x, training=True), np.ones((1, 4)))
    assert not made.backward(np.ones((1, 4))).any()
    assert all(np.isfinite(parameter.numpy()).all() for parameter in made.parameters)
    np.testing.assert_allclose(values(made)["moving_variance"], 0.99, rtol=1e-6)


@backends
def test_training_moves_averages_only_through_forwards(backend: str) -> None:
    """Optimizers leave them alone, even those with momentum or decay, and their gradients are 0, accumulated or not."""
    made = network(layers.Dense(3), layers.BatchNorm(), shape=(2,), backend=backend)
    optimizer = optimizers.Adam(0.1)
    rng = np.random.default_rng(3)
    for step in range(4):
        made.forward(rng.normal(size=(5, 2)), training=True)
        before = values(made)
        made.backward(rng.normal(size=(5, 3)), accumulate=step == 2)
        for parameter in made.parameters[-2:]:
            assert not parameter.grad_numpy().any()
        optimizer.update(made.parameters)
        after = values(made)
        for role in before:
            assert (before[role] == after[role]).all() == role.startswith("moving")


@backends
def test_gradients_that_accumulate(backend: str) -> None:
    made = network(layers.BatchNorm(), layers.LayerNorm(), shape=(3,), backend=backend)
    rng = np.random.default_rng(3)
    batches = [(rng.normal(size=(4, 3)), rng.normal(size=(4, 3))) for _ in range(2)]
    total: list[Any] = [0.0] * 6
    for x, dy in batches:
        made.forward(x, training=True)
        made.backward(dy)
        total = [a + parameter.grad_numpy() for a, parameter in zip(total, made.parameters, strict=True)]
    for index, (x, dy) in enumerate(batches):
        made.forward(x, training=True)
        made.backward(dy, accumulate=index > 0)
    for parameter, expected in zip(made.parameters, total, strict=True):
        np.testing.assert_allclose(parameter.grad_numpy(), expected, rtol=1e-12)


def test_frozen_gamma_and_beta_do_not_change_the_mode() -> None:
    made, frozen = (network(layers.BatchNorm(), shape=(3,)) for _copy in range(2))
    for parameter in frozen.parameters[:2]:
        parameter.trainable = False
    x = np.random.default_rng(4).normal(2.0, 3.0, (5, 3))
    np.testing.assert_array_equal(frozen.forward(x, training=True), made.forward(x, training=True))
    np.testing.assert_array_equal(values(frozen)["moving_mean"], values(made)["moving_mean"])


def test_moving_averages_are_saved(tmp_path: Path) -> None:
    made = network(layers.BatchNorm(), shape=(3,))
    x = np.random.default_rng(4).normal(2.0, 3.0, (5, 3))
    made.forward(x, training=True)
    made.save(tmp_path / "model.safetensors")
    again = Network.load(tmp_path / "model.safetensors", backend="reference")
    np.testing.assert_array_equal(again.forward(x), made.forward(x))
    assert [parameter.trainable for parameter in again.parameters] == [True, True, False, False]


@backends
def test_batches_of_any_size_in_any_order(backend: str) -> None:
    made = network(layers.Dense(4), layers.BatchNorm(), layers.LayerNorm(), shape=(2, 3), backend=backend)
    rng = np.random.default_rng(4)
    for rows in (3, 17, 1, 16, 2):
        fresh = network(layers.Dense(4), layers.BatchNorm(), layers.LayerNorm(), shape=(2, 3), backend=backend)
        x, dy = rng.normal(size=(rows, 2, 3)), rng.normal(size=(rows, 2, 4))
        np.testing.assert_array_equal(made.forward(x, training=True), fresh.forward(x, training=True))
        np.testing.assert_array_equal(made.backward(dy), fresh.backward(dy))


@backends
def test_layer_norm_by_its_formula(backend: str) -> None:
    made = network(layers.LayerNorm(epsilon=0.1), shape=(2, 5), backend=backend)
    rng = np.random.default_rng(4)
    gamma, beta, x = rng.normal(size=5), rng.normal(size=5), rng.normal(2.0, 3.0, (3, 2, 5))
    made.parameters[0].assign(gamma)
    made.parameters[1].assign(beta)
    expected = gamma * (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 0.1) + beta
    for training in (False, True):
        np.testing.assert_allclose(made.forward(x, training=training), expected, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("name", ["BatchNorm", "LayerNorm", "Dropout", "GaussianNoise", "SelfAttention"])
def test_config_holds_every_argument(name: str) -> None:
    kind = LAYERS[name]
    required: dict[str, Any] = {
        "Dropout": {"rate": 0.5},
        "GaussianNoise": {"stddev": 2.0},
        "SelfAttention": {"heads": 3},
    }
    layer = kind(**required.get(name, {}))
    assert list(layer.config()) == list(inspect.signature(kind).parameters)
    assert layers.from_config(layers.describe(layer)).config() == layer.config()


@pytest.mark.parametrize(
    ("make", "places"),
    [
        (lambda: layers.BatchNorm(2, 0, 1, "yes", "oens", {"name": "x"}, "l3", 5),  # type: ignore[arg-type]
         {"momentum", "epsilon", "center", "scale", "beta_initializer", "gamma_initializer.name",
          "beta_regularizer.name", "gamma_regularizer.name"}),
        (lambda: layers.BatchNorm(momentum=-0.1, epsilon=float("nan")), {"momentum", "epsilon"}),
        (lambda: layers.BatchNorm(momentum=True), {"momentum"}),
        (lambda: layers.LayerNorm(epsilon=1e-300), {"epsilon"}),
        (lambda: layers.LayerNorm(epsilon=-1, center=None), {"epsilon", "center"}),  # type: ignore[arg-type]
        (lambda: layers.from_config({"type": "BatchNormalization"}), {"type"}),
        (lambda: network(layers.LayerNorm(gamma_initializer="identity"), shape=(4,)), {"layers[0].gamma_initializer"}),
        (lambda: network(layers.BatchNorm(beta_initializer="orthogonal"), shape=(4,)), {"layers[0].beta_initializer"}),
    ],
)  # fmt: skip
def test_what_is_refused(make: Any, places: set[str]) -> None:
    with pytest.raises(UserError) as caught:
        make()
    assert {problem.place for problem in caught.value.problems} == places
