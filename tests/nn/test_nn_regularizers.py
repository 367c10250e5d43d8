"""Penalties: by name, in the loss and in the gradients of a training step, and not lost where many are taken."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from nn_differences import central_differences, relative_error

from tuitrainer.base.errors import UserError
from tuitrainer.nn import Network, layers, losses, optimizers, regularizers
from tuitrainer.nn.network import network_from_config
from tuitrainer.training.stepping import run_steps, train_step

BACKENDS = ["reference", "cpu"]


def network_of(backend: str = "reference", **arguments: Any) -> Network:
    made = [layers.Dense(4, "tanh", **arguments), layers.Dense(2)]
    network = Network(made, (3,), backend=backend, dtype="float64", seed=1)
    network.parameters[1].assign(np.linspace(-1, 1, 4))
    return network


def data() -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(12, 3)), rng.normal(size=(12, 2))


def test_names_tables_and_objects() -> None:
    assert regularizers.get(None) is None
    assert regularizers.get("l2") == regularizers.l2(0.01) == regularizers.Regularizer(0.0, 0.01)
    assert regularizers.get({"name": "l1", "l1": 0.5}) == regularizers.Regularizer(0.5, 0.0)
    assert regularizers.get({"l1": 1, "l2": 2}) == regularizers.Regularizer(1.0, 2.0)
    both = regularizers.l1_l2(0.1, 0.2)
    assert regularizers.get(both) is both
    assert regularizers.get(regularizers.describe(both)) == both
    assert regularizers.describe(None) is None


@pytest.mark.parametrize(
    ("given", "place", "nearest"),
    [
        ("l1l2", "name", "l1_l2"),
        ({"name": "l2", "l1": 0.1}, "l1", None),
        ({"name": "l2", "l2": -1}, "l2", None),
        ({"l1": "much"}, "l1", None),
        ({"l1": math.inf}, "l1", None),
        (3, "name", None),
    ],
)
def test_what_is_wrong_is_said_at_its_place(given: Any, place: str, nearest: str | None) -> None:
    with pytest.raises(UserError) as caught:
        regularizers.get(given)
    assert [problem.place for problem in caught.value.problems] == [place]
    if nearest is not None:
        assert caught.value.problems[0].nearest == nearest
    with pytest.raises(UserError) as caught:
        layers.Dense(3, kernel_regularizer=given, bias_regularizer=given)
    assert [problem.place for problem in caught.value.problems] == [
        f"kernel_regularizer.{place}",
        f"bias_regularizer.{place}",
    ]


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_step_minimizes_loss_and_penalty_together(backend: str) -> None:
    network = network_of(
        backend, kernel_regularizer=regularizers.l1_l2(0.3, 0.2), bias_regularizer=regularizers.l2(0.5)
    )
    loss, (x, y) = losses.get("mean_squared_error"), data()

    def objective() -> float:
        weights, bias = (network.parameters[index].numpy().ravel().tolist() for index in (0, 1))
        penalty = math.fsum(0.3 * abs(w) + 0.2 * w * w for w in weights) + 0.5 * math.fsum(b * b for b in bias)
        return loss(network.forward(x), y)[0] + penalty

    expected = []
    for parameter in network.parameters:
        host = parameter.numpy()

        def with_values(host=host, parameter=parameter) -> float:  # type: ignore[no-untyped-def]
            parameter.assign(host)
            return objective()

        expected.append(central_differences(with_values, host))
        parameter.assign(host)
    value = objective()
    assert train_step(network, loss, optimizers.SGD(0.0), x, y) == pytest.approx(value, rel=1e-12)
    for parameter, gradient in zip(network.parameters, expected, strict=True):
        assert relative_error(parameter.grad_numpy(), gradient) < 1e-7, parameter.name


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("which", ["kernel_regularizer", "bias_regularizer"])
def test_many_steps_in_one_call_pay_the_penalty_too(backend: str, which: str) -> None:
    x, y = data()
    loss, batches = losses.get("mean_squared_error"), np.arange(12).reshape(4, 3)
    network, plain = network_of(backend, **{which: "l2"}), network_of(backend)
    assert network.dense_plan(loss, optimizers.SGD()) is None
    assert plain.dense_plan(loss, optimizers.SGD()) is not None
    one_by_one = network_of(backend, **{which: "l2"})
    optimizer, other = optimizers.SGD(0.1), optimizers.SGD(0.1)
    got = run_steps(network, loss, optimizer, x, y, batches)
    expected = [train_step(one_by_one, loss, other, x[batch], y[batch]) for batch in batches]
    np.testing.assert_array_equal(got, expected)
    assert got[0] > run_steps(plain, loss, optimizers.SGD(0.1), x, y, batches)[0]


def test_what_is_frozen_pays_no_penalty() -> None:
    network = network_of(kernel_regularizer="l2", bias_regularizer="l2")
    network.parameters[0].trainable = False
    bias = network.parameters[1].numpy()
    loss = np.zeros(1)
    network.parameters.add_penalties(loss)
    assert loss[0] == pytest.approx(0.01 * float((bias**2).sum()))
    assert not network.parameters[0].grad_numpy().any()
    network.parameters[1].trainable = False
    loss[0] = 2.0
    network.parameters.add_penalties(loss)
    assert loss[0] == 2.0


def test_l1_reaches_0_and_l2_shrinks_in_proportion() -> None:
    network = network_of(kernel_regularizer="l1", bias_regularizer={"name": "l2", "l2": 0.25})
    weights, bias = network.parameters[0].numpy(), network.parameters[1].numpy()
    network.forward(np.zeros((1, 3)))
    network.backward(np.zeros((1, 2)))
    network.parameters.add_penalties(np.zeros(1))
    optimizers.SGD(0.1).update(network.parameters)
    np.testing.assert_allclose(network.parameters[0].numpy(), weights - 0.001 * np.sign(weights), rtol=1e-14)
    np.testing.assert_allclose(network.parameters[1].numpy(), bias * (1 - 2 * 0.1 * 0.25), rtol=1e-14)


def test_penalties_are_saved_with_the_network() -> None:
    network = network_of(kernel_regularizer={"name": "l1_l2", "l1": 0.5, "l2": 0.25})
    again = network_from_config(network.config(), "reference")
    assert [parameter.regularizer for parameter in again.parameters] == [
        parameter.regularizer for parameter in network.parameters
    ]
    assert again.parameters[0].regularizer == regularizers.Regularizer(0.5, 0.25)
