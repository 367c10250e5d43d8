"""Optimizers against a plain transcription of the papers, hyper-parameters far from their defaults, several steps."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.nn import Network, layers, losses, optimizers
from tuitrainer.nn.optimizers import OPTIMIZERS, Optimizer
from tuitrainer.nn.schedules import ExponentialDecay

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


Memory = dict[str, Vector]
Rule = Callable[[Vector, Vector, int], Vector]


def remembering(step: Callable[[Vector, Vector, int, Memory], Vector], **first: float) -> Rule:
    """`step` with a memory of its own, whose entries start as `first` says, else at 0."""
    memory: Memory = {}

    def following(p: Vector, g: Vector, t: int) -> Vector:
        for name in ("a", "d", "m", "v", "u"):
            memory.setdefault(name, np.full_like(p, first.get(name, 0.0)))
        return np.asarray(step(p, g, t, memory))

    return following


def rmsprop(rate: float, rho: float, epsilon: float) -> Rule:
    """Hinton's lecture, with epsilon outside the root."""

    def step(p: Vector, g: Vector, _t: int, memory: Memory) -> Vector:
        memory["v"] = rho * memory["v"] + (1 - rho) * g**2
        return p - rate * g / (memory["v"] ** 0.5 + epsilon)

    return remembering(step)


def adagrad(rate: float, first: float, epsilon: float) -> Rule:
    """Duchi et al. (2011), figure 1, with a diagonal matrix."""

    def step(p: Vector, g: Vector, _t: int, memory: Memory) -> Vector:
        memory["a"] = memory["a"] + g**2
        return p - rate * g / (memory["a"] ** 0.5 + epsilon)

    return remembering(step, a=first)


def adadelta(rate: float, rho: float, epsilon: float) -> Rule:
    """Zeiler (2012), algorithm 1."""

    def step(p: Vector, g: Vector, _t: int, memory: Memory) -> Vector:
        memory["a"] = rho * memory["a"] + (1 - rho) * g**2
        update = -((memory["d"] + epsilon) ** 0.5) / (memory["a"] + epsilon) ** 0.5 * g
        memory["d"] = rho * memory["d"] + (1 - rho) * update**2
        return p + rate * update

    return remembering(step)


def adamw(rate: float, decay: float, beta1: float, beta2: float, epsilon: float) -> Rule:
    """Loshchilov and Hutter (2019), algorithm 2, as Keras writes it: the decay times the learning rate, and first."""
    inner = adam(rate, beta1, beta2, epsilon)
    return lambda p, g, t: inner(p - rate * decay * p, g, t)


def adamax(rate: float, beta1: float, beta2: float, epsilon: float) -> Rule:
    """Kingma and Ba (2015), algorithm 2."""

    def step(p: Vector, g: Vector, t: int, memory: Memory) -> Vector:
        memory["m"] = beta1 * memory["m"] + (1 - beta1) * g
        memory["u"] = np.where(beta2 * memory["u"] > abs(g), beta2 * memory["u"], abs(g))
        return p - rate / (1 - beta1**t) * memory["m"] / (memory["u"] + epsilon)

    return remembering(step)


def nadam(rate: float, beta1: float, beta2: float, epsilon: float) -> Rule:
    """Dozat (2016), algorithm 2, with momentum rising as beta1 (1 - 0.96^t / 2)."""

    def momentum(t: int) -> float:
        return beta1 * (1 - 0.5 * 0.96**t)

    def step(p: Vector, g: Vector, t: int, memory: Memory) -> Vector:
        until = float(np.prod([momentum(i) for i in range(1, t + 1)]))
        memory["m"] = beta1 * memory["m"] + (1 - beta1) * g
        memory["v"] = beta2 * memory["v"] + (1 - beta2) * g**2
        g_hat, m_hat = g / (1 - until), memory["m"] / (1 - until * momentum(t + 1))
        ahead = (1 - momentum(t)) * g_hat + momentum(t + 1) * m_hat
        return p - rate * ahead / ((memory["v"] / (1 - beta2**t)) ** 0.5 + epsilon)

    return remembering(step)


def adabound(rate: float, final: float, beta1: float, beta2: float, gamma: float, epsilon: float) -> Rule:
    """Luo et al. (2019), algorithm 2, with Adam's corrections and the bounds of its section 4."""

    def step(p: Vector, g: Vector, t: int, memory: Memory) -> Vector:
        memory["m"] = beta1 * memory["m"] + (1 - beta1) * g
        memory["v"] = beta2 * memory["v"] + (1 - beta2) * g**2
        m_hat, v_hat = memory["m"] / (1 - beta1**t), memory["v"] / (1 - beta2**t)
        low, high = final - final / (gamma * t + 1), final + final / (gamma * t)
        rates = [min(max(rate / (v**0.5 + epsilon), low), high) for v in v_hat]
        return p - np.array(rates) * m_hat

    return remembering(step)


RULES: dict[str, tuple[Callable[[], Optimizer], Callable[[], Callable[[Vector, Vector, int], Vector]]]] = {
    "sgd": (lambda: optimizers.SGD(0.3), lambda: sgd(0.3, 0.0, False)),
    "momentum": (lambda: optimizers.SGD(0.2, momentum=0.3), lambda: sgd(0.2, 0.3, False)),
    "nesterov": (lambda: optimizers.SGD(0.2, momentum=0.7, nesterov=True), lambda: sgd(0.2, 0.7, True)),
    "nesterov without momentum": (lambda: optimizers.SGD(0.2, nesterov=True), lambda: sgd(0.2, 0.0, False)),
    "adam": (lambda: optimizers.Adam(0.1, 0.6, 0.7, 0.1), lambda: adam(0.1, 0.6, 0.7, 0.1)),
    "adam, defaults": (optimizers.Adam, lambda: adam(1e-3, 0.9, 0.999, 1e-7)),
    "rmsprop": (lambda: optimizers.RMSprop(0.1, 0.6, 0.1), lambda: rmsprop(0.1, 0.6, 0.1)),
    "rmsprop, defaults": (optimizers.RMSprop, lambda: rmsprop(1e-3, 0.9, 1e-7)),
    "adagrad": (lambda: optimizers.Adagrad(0.1, 0.3, 0.2), lambda: adagrad(0.1, 0.3, 0.2)),
    "adagrad, defaults": (optimizers.Adagrad, lambda: adagrad(1e-3, 0.1, 1e-7)),
    "adadelta": (lambda: optimizers.Adadelta(0.7, 0.6, 0.1), lambda: adadelta(0.7, 0.6, 0.1)),
    "adadelta, defaults": (optimizers.Adadelta, lambda: adadelta(1e-3, 0.95, 1e-7)),
    "adamw": (lambda: optimizers.AdamW(0.1, 0.5, 0.6, 0.7, 0.1), lambda: adamw(0.1, 0.5, 0.6, 0.7, 0.1)),
    "adamw, defaults": (optimizers.AdamW, lambda: adamw(1e-3, 0.004, 0.9, 0.999, 1e-7)),
    "adamax": (lambda: optimizers.Adamax(0.1, 0.6, 0.5, 0.1), lambda: adamax(0.1, 0.6, 0.5, 0.1)),
    "adamax, defaults": (optimizers.Adamax, lambda: adamax(1e-3, 0.9, 0.999, 1e-7)),
    "nadam": (lambda: optimizers.Nadam(0.1, 0.6, 0.7, 0.1), lambda: nadam(0.1, 0.6, 0.7, 0.1)),
    "nadam, defaults": (optimizers.Nadam, lambda: nadam(1e-3, 0.9, 0.999, 1e-7)),
    "adabound": (
        lambda: optimizers.AdaBound(0.1, 0.2, 0.6, 0.7, 0.4, 0.1),
        lambda: adabound(0.1, 0.2, 0.6, 0.7, 0.4, 0.1),
    ),
    "adabound, defaults": (optimizers.AdaBound, lambda: adabound(1e-3, 0.1, 0.9, 0.999, 1e-3, 1e-8)),
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


def test_every_optimizer_is_tested() -> None:
    assert {make().NAME for make, _transcription in RULES.values()} == set(OPTIMIZERS)


@pytest.mark.parametrize("rule", RULES)
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
    arguments = {"clipnorm": 2.0, "gradient_accumulation_steps": 3, "learning_rate": ExponentialDecay(0.1, 5, 0.5)}
    optimizer = optimizers.get(name, **arguments)
    config = json.loads(json.dumps(optimizer.config()))
    assert config["clipnorm"] == 2.0
    again = optimizers.get(name, **config)
    assert again.config() == optimizer.config()
    again.iterations = optimizer.iterations = 7
    assert again.learning_rate == optimizer.learning_rate == 0.1 * 0.5 ** (7 / 5)


def test_the_rate_of_each_step_is_that_of_the_schedule() -> None:
    optimizer = optimizers.SGD({"name": "inverse_time_decay", "initial_learning_rate": 0.5, "decay_steps": 2,
                                "decay_rate": 3.0})  # fmt: skip
    network = small_network("reference")
    for step in range(5):
        expected, gradient = values(network), set_gradients(network, step)
        rate = 0.5 / (1 + 3 * step / 2)
        assert optimizer.learning_rate == rate
        np.testing.assert_array_equal(optimizer.rates(3), [0.5 / (1 + 3 * t / 2) for t in range(step, step + 3)])
        optimizer.update(network.parameters)
        np.testing.assert_allclose(values(network), expected - rate * gradient, rtol=1e-14)
    optimizer.learning_rate = 0.125
    assert optimizer.config()["learning_rate"] == 0.125
    set_gradients(network, 9)
    optimizer.update(network.parameters)
    assert optimizer.learning_rate == 0.125


def test_decay_is_inverse_time_on_steps_counted_from_0() -> None:
    optimizer = optimizers.SGD(0.3, momentum=0.5, decay=0.25)
    assert [float(rate) for rate in optimizer.rates(3)] == [0.3, 0.3 / 1.25, 0.3 / 1.5]
    again = optimizers.get("sgd", **optimizer.config())
    again.iterations = 2
    assert again.learning_rate == 0.3 / 1.5
    again.learning_rate = 0.7
    assert again.rates(2).tolist() == [0.7, 0.7]
    with pytest.raises(UserError, match="decay: a schedule"):
        optimizers.SGD(ExponentialDecay(0.1, 5, 0.5), decay=0.1)


def split(network: Network, gradient: Vector) -> list[Vector]:
    ends = np.cumsum([parameter.size for parameter in network.parameters])
    return np.split(gradient, ends[:-1])


def norm_of(gradient: Vector) -> float:
    return float(np.sqrt(sum(g * g for g in gradient)))


def shortened(gradient: Vector, limit: float) -> Vector:
    return gradient * min(1.0, limit / norm_of(gradient))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("factor", [0.3, 0.9, 10.0])
@pytest.mark.parametrize("frozen", [None, 1])
def test_clipping(backend: str, factor: float, frozen: int | None) -> None:
    """Each kind, with limits below and above the size of the gradients, and of what is trained alone."""
    for kind in ("clipnorm", "global_clipnorm", "clipvalue"):
        network = small_network(backend)
        start, gradient = split(network, values(network)), split(network, set_gradients(network, 1))
        trained = [index for index in range(4) if index != frozen]
        together = np.concatenate([gradient[index] for index in trained])
        if frozen is not None:
            network.parameters[frozen].trainable = False
        if kind == "clipnorm":
            limit = factor * norm_of(gradient[2])
            expected = [shortened(g, limit) for g in gradient]
        elif kind == "global_clipnorm":
            limit = factor * norm_of(together)
            expected = [g * min(1.0, factor) for g in gradient]
        else:
            limit = factor * float(np.abs(together).max())
            expected = [np.array([min(max(entry, -limit), limit) for entry in g]) for g in gradient]
        optimizers.SGD(0.5, **{kind: limit}).update(network.parameters)  # type: ignore[arg-type]
        for index, parameter in enumerate(network.parameters):
            change = 0.0 if index == frozen else 0.5 * expected[index]
            applied = gradient[index] if index == frozen else expected[index]
            np.testing.assert_allclose(parameter.numpy().ravel(), start[index] - change, rtol=1e-12, atol=1e-15)
            np.testing.assert_allclose(parameter.grad_numpy().ravel(), applied, rtol=1e-12)


@pytest.mark.parametrize("kind", ["clipnorm", "global_clipnorm", "clipvalue"])
def test_clipping_hides_no_nan_and_does_nothing_to_zeros(kind: str) -> None:
    network = small_network("cpu")
    before = values(network)
    optimizer = optimizers.get("sgd", **{kind: 0.1})
    optimizer.update(network.parameters)
    np.testing.assert_array_equal(values(network), before)
    for parameter in network.parameters:
        parameter.gradient[...] = 1.0
    network.parameters[0].gradient[2, 1] = np.nan
    optimizer.update(network.parameters)
    assert np.argwhere(np.isnan(network.parameters[0].numpy())).tolist() == [[2, 1]]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("rule", ["nesterov", "adam", "adagrad", "nadam"])
@pytest.mark.parametrize("limit", [None, 0.4])
def test_accumulated_gradients_are_one_step_by_their_mean(rule: str, limit: float | None, backend: str) -> None:
    arguments: dict[str, Any] = {"nesterov": {"momentum": 0.7, "nesterov": True}, "adam": {"beta_1": 0.6}}.get(rule, {})
    arguments |= {"learning_rate": 0.1, "global_clipnorm": limit}
    name = "sgd" if rule == "nesterov" else rule
    several = optimizers.get(name, gradient_accumulation_steps=3, **arguments)
    single = optimizers.get(name, **arguments)
    network, expected = small_network(backend), small_network(backend)
    for group in range(3):
        gradients = []
        for step in range(3):
            before = values(network)
            gradients.append(set_gradients(network, 10 * group + step))
            several.update(network.parameters)
            assert (values(network) == before).all() == (step < 2)
        set_gradients(expected, 0)
        mean = sum(gradients) / 3
        for parameter, entries in zip(expected.parameters, split(expected, np.asarray(mean)), strict=True):
            parameter.gradient[...] = entries.reshape(parameter.shape)
        single.update(expected.parameters)
        np.testing.assert_allclose(values(network), values(expected), rtol=1e-12)
    assert (several.iterations, single.iterations) == (9, 3)


def test_accumulation_continues_in_the_middle_of_a_group() -> None:
    def made() -> Optimizer:
        return optimizers.get("adam", learning_rate=ExponentialDecay(0.1, 3, 0.5), gradient_accumulation_steps=4)

    whole, resumed = small_network("cpu"), small_network("cpu")
    straight, first, second = made(), made(), made()
    for step in range(10):
        set_gradients(whole, step)
        straight.update(whole.parameters)
    for step in range(6):
        set_gradients(resumed, step)
        first.update(resumed.parameters)
    state = first.state()
    assert "optimizer.0.dense.bias.accumulated_gradient" in state
    second.load_state(state, first.iterations)
    for step in range(6, 10):
        set_gradients(resumed, step)
        second.update(resumed.parameters)
    np.testing.assert_array_equal(values(resumed), values(whole))


def test_the_compiled_loop_is_for_plain_rules_only() -> None:
    network = small_network("cpu")
    loss = losses.get("mean_squared_error")
    for name in OPTIMIZERS:
        assert (network.dense_plan(loss, optimizers.get(name)) is not None) == (name in ("sgd", "adam"))
    scheduled = {"name": "exponential_decay", "initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5}
    assert network.dense_plan(loss, optimizers.SGD(scheduled, decay=0.0)) is not None
    for arguments in ({"clipnorm": 1}, {"global_clipnorm": 1}, {"clipvalue": 1}, {"gradient_accumulation_steps": 2}):
        assert network.dense_plan(loss, optimizers.get("adam", **arguments)) is None


@pytest.mark.parametrize(
    ("name", "arguments", "places"),
    [
        ("sgd", {"learning_rate": -1, "momentum": 2, "nesterov": "yes"}, {"learning_rate", "momentum", "nesterov"}),
        ("adam", {"beta_1": 1, "beta_2": -0.1, "epsilon": 0}, {"beta_1", "beta_2", "epsilon"}),
        ("adam", {"lr": 0.1}, {"lr"}),
        ("adma", {}, {"name"}),
        ("rmsprop", {"rho": 1, "epsilon": "small", "clipnorm": 0}, {"rho", "epsilon", "clipnorm"}),
        ("adagrad", {"initial_accumulator_value": -1, "epsilon": -1}, {"initial_accumulator_value", "epsilon"}),
        ("adadelta", {"rho": None, "clipvalue": "x"}, {"rho", "clipvalue"}),
        ("adamw", {"weight_decay": -1, "beta_1": True}, {"weight_decay", "beta_1"}),
        ("adamax", {"global_clipnorm": float("nan")}, {"global_clipnorm"}),
        ("nadam", {"gradient_accumulation_steps": 1, "beta_2": 2}, {"gradient_accumulation_steps", "beta_2"}),
        ("adabound", {"gamma": 0, "final_lr": 0, "clipnorm": 1, "clipvalue": 1}, {"gamma", "final_lr", "clipvalue"}),
        ("adam", {"learning_rate": {"name": "cosin_decay"}, "beta_1": 7}, {"learning_rate.name", "beta_1"}),
        (
            "adam",
            {"learning_rate": {"name": "exponential_decay", "initial_learning_rate": -1, "decay_step": 3}},
            {"learning_rate.decay_step", "learning_rate.decay_steps", "learning_rate.decay_rate"},
        ),
        (
            "sgd",
            {"learning_rate": {"name": "constant", "learning_rate": 1}, "decay": 1, "momentum": -1},
            {"decay", "momentum"},
        ),
    ],
)
def test_wrong_arguments_are_all_located(name: str, arguments: dict[str, Any], places: set[str]) -> None:
    with pytest.raises(UserError) as caught:
        optimizers.get(name, **arguments)
    assert {problem.place for problem in caught.value.problems} == places
