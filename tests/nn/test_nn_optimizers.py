"""Optimizers against a plain transcription of the papers, hyper-parameters far from their defaults, several steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.nn import Network, layers, optimizers
from tuitrainer.nn.optimizers import OPTIMIZERS, Optimizer

Vector = npt.NDArray[np.float64]
BACKENDS = ["reference", "cpu"]


def sgd(rate: float, momentum: float, nesterov: bool) -> Callable[[Vector, Vector, int], Vector]:
    """Sutskever et al. (2013), equations 1 to 4, as Keras writes them."""
    velocity: dict[str, Vector] = {}

    def step(p: Vector, g: Vector, _t: int) -> Vector:
        v = momentum * velocity.get("v", np.zeros_like(p)) - rate * g
        velocity["v"] = v
        return p + momentum * v - rate * g if nesterov else p + v

    return step


def adam(rate: float, beta1: float, beta2: float, epsilon: float) -> Callable[[Vector, Vector, int], Vector]:
    """Kingma and Ba (2015), algorithm 1, line by line."""
    moments: dict[str, Vector] = {}

    def step(p: Vector, g: Vector, t: int) -> Vector:
        m = moments["m"] = beta1 * moments.get("m", np.zeros_like(p)) + (1 - beta1) * g
        v = moments["v"] = beta2 * moments.get("v", np.zeros_like(p)) + (1 - beta2) * g * g
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return np.asarray(p - rate * m_hat / (np.sqrt(v_hat) + epsilon))

    return step


RULES: dict[str, tuple[Callable[[], Optimizer], Callable[[], Callable[[Vector, Vector, int], Vector]]]] = {
    "sgd": (lambda: optimizers.SGD(0.3), lambda: sgd(0.3, 0.0, False)),
    "momentum": (lambda: optimizers.SGD(0.2, momentum=0.3), lambda: sgd(0.2, 0.3, False)),
    "nesterov": (lambda: optimizers.SGD(0.2, momentum=0.7, nesterov=True), lambda: sgd(0.2, 0.7, True)),
    "nesterov without momentum": (lambda: optimizers.SGD(0.2, nesterov=True), lambda: sgd(0.2, 0.0, False)),
    "adam": (lambda: optimizers.Adam(0.1, 0.6, 0.7, 0.1), lambda: adam(0.1, 0.6, 0.7, 0.1)),
    "adam, defaults": (optimizers.Adam, lambda: adam(1e-3, 0.9, 0.999, 1e-7)),
}


def small_network(backend: str, dtype: str = "float64", seed: int = 0) -> Network:
    return Network([layers.Dense(3, "tanh"), layers.Dense(2)], (5,), backend=backend, dtype=dtype, seed=seed)


def set_gradients(network: Network, step: int) -> Vector:
    """Some gradient, different at every step, set as a network would: through backward."""
    rng = np.random.default_rng(step)
    network.forward(rng.normal(size=(4, 5)))
    network.backward(rng.normal(size=(4, 2)))
    return flat([parameter.grad_numpy() for parameter in network.parameters])


def flat(arrays: list[Any]) -> Vector:
    return np.concatenate([np.asarray(array, np.float64).ravel() for array in arrays])


def values(network: Network) -> Vector:
    return flat([parameter.numpy() for parameter in network.parameters])


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-13), ("float32", 3e-6)])
@pytest.mark.parametrize("rule", RULES)
def test_rule(rule: str, dtype: str, tolerance: float, backend: str) -> None:
    make, transcription = RULES[rule]
    optimizer, expected_step = make(), transcription()
    network = small_network(backend, dtype)
    expected = values(network)
    for step in range(1, 7):
        expected = expected_step(expected, set_gradients(network, step), step)
        optimizer.update(network.parameters)
        assert np.abs(values(network) - expected).max() < tolerance * np.abs(expected).max()
    assert optimizer.iterations == 6


@pytest.mark.parametrize("rule", ["sgd", "nesterov", "adam"])
def test_frozen_parameters_stay_and_the_others_move_as_before(rule: str) -> None:
    frozen, free = small_network("reference"), small_network("reference")
    frozen.parameters[1].trainable = False
    before = frozen.parameters[1].numpy()
    first, second = RULES[rule][0](), RULES[rule][0]()
    set_gradients(frozen, 1)
    set_gradients(free, 1)
    first.update(frozen.parameters)
    second.update(free.parameters)
    np.testing.assert_array_equal(frozen.parameters[1].numpy(), before)
    for index in (0, 2, 3):
        np.testing.assert_array_equal(frozen.parameters[index].numpy(), free.parameters[index].numpy())
    assert (free.parameters[1].numpy() != before).all()


def test_the_learning_rate_may_change_at_any_time() -> None:
    network = small_network("reference")
    optimizer = optimizers.SGD(0.5)
    start, gradient = values(network), set_gradients(network, 1)
    optimizer.learning_rate = 0.25
    optimizer.update(network.parameters)
    np.testing.assert_allclose(values(network), start - 0.25 * gradient, rtol=1e-14)
    for wrong in (-1.0, float("nan"), "fast", True):
        with pytest.raises(UserError, match="learning_rate"):
            optimizer.learning_rate = wrong  # type: ignore[assignment]
    assert optimizer.learning_rate == 0.25


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("rule", RULES)
def test_state_continues_bit_for_bit(rule: str, backend: str) -> None:
    whole, resumed = small_network(backend), small_network(backend)
    optimizer, first_part, second_part = (RULES[rule][0]() for _copy in range(3))
    for step in range(1, 7):
        set_gradients(whole, step)
        optimizer.update(whole.parameters)
    for step in range(1, 4):
        set_gradients(resumed, step)
        first_part.update(resumed.parameters)
    second_part.load_state(first_part.state(), first_part.iterations)
    assert second_part.state().keys() == first_part.state().keys()
    for step in range(4, 7):
        set_gradients(resumed, step)
        second_part.update(resumed.parameters)
    np.testing.assert_array_equal(values(resumed), values(whole))
    for name, moment in optimizer.state().items():
        np.testing.assert_array_equal(second_part.state()[name], moment)


def test_state_is_named_and_shaped_as_the_parameters() -> None:
    network = small_network("reference")
    optimizer = optimizers.Adam()
    assert optimizer.state() == {}
    set_gradients(network, 1)
    optimizer.update(network.parameters)
    assert {name: array.shape for name, array in optimizer.state().items()} == {
        f"optimizer.{parameter.name}.{moment}": parameter.shape for parameter in network.parameters for moment in "mv"
    }
    copy = optimizer.state()
    copy["optimizer.0.dense.weights.m"][:] = 99.0
    assert (optimizer.state()["optimizer.0.dense.weights.m"] != 99.0).all()


def test_a_state_that_does_not_fit_is_refused_before_anything_changes() -> None:
    network = small_network("reference")
    set_gradients(network, 1)
    donor = optimizers.Adam()
    donor.update(network.parameters)
    state, before = donor.state(), values(network)
    wrong_shape = {**state, "optimizer.0.dense.bias.m": np.zeros(7)}
    incomplete = {name: array for name, array in state.items() if not name.endswith("bias.v")}
    for given in (wrong_shape, incomplete, {}, {**state, "optimizer.9.dense.bias.m": np.zeros(3)}):
        optimizer = optimizers.Adam()
        optimizer.load_state(given, 1)
        with pytest.raises(UserError, match="moments"):
            optimizer.update(network.parameters)
    plain = optimizers.SGD()
    plain.load_state(state, 1)
    with pytest.raises(UserError, match="moments"):
        plain.update(network.parameters)
    np.testing.assert_array_equal(values(network), before)
    with pytest.raises(UserError, match="iterations"):
        plain.load_state({}, -1)


def test_one_optimizer_serves_one_network() -> None:
    optimizer = optimizers.SGD()
    optimizer.update(small_network("reference").parameters)
    other = Network([layers.Dense(3)], (2,), backend="reference")
    with pytest.raises(UserError, match="another network"):
        optimizer.update(other.parameters)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_config_makes_an_equal_optimizer(name: str) -> None:
    optimizer = optimizers.get(name, learning_rate=1)
    assert optimizers.get(name, **optimizer.config()).config() == optimizer.config()
    assert isinstance(optimizer.learning_rate, float)


@pytest.mark.parametrize(
    ("name", "arguments", "places"),
    [
        ("sgd", {"learning_rate": -1, "momentum": 2, "nesterov": "yes"}, {"learning_rate", "momentum", "nesterov"}),
        ("adam", {"beta_1": 1, "beta_2": -0.1, "epsilon": 0}, {"beta_1", "beta_2", "epsilon"}),
        ("adam", {"lr": 0.1}, {"lr"}),
        ("adma", {}, {"name"}),
    ],
)
def test_wrong_arguments_are_all_located(name: str, arguments: dict[str, Any], places: set[str]) -> None:
    with pytest.raises(UserError) as caught:
        optimizers.get(name, **arguments)
    assert {problem.place for problem in caught.value.problems} == places
