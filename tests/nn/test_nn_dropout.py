"""Dropout and noise as layers: when they draw, that the draws hang on seed, step and place alone, and the way back."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nn_differences import TOLERANCE, central_differences, relative_error

from tuitrainer.base.errors import UserError
from tuitrainer.base.random import Purpose
from tuitrainer.kernels.backend import Array
from tuitrainer.nn import Network, layers
from tuitrainer.nn.draws import Draws
from tuitrainer.nn.layers import Layer

BACKENDS = ["reference", "cpu"]
backends = pytest.mark.parametrize("backend", BACKENDS)
KINDS: dict[str, Any] = {"dropout": lambda: layers.Dropout(0.3), "noise": lambda: layers.GaussianNoise(0.5)}
kinds = pytest.mark.parametrize("kind", KINDS)
ONES = np.ones((4, 50))


def network(*made: Layer, shape: tuple[int, ...] = (50,), backend: str = "reference", **arguments: Any) -> Network:
    return Network(made, shape, backend=backend, **{"dtype": "float64", **arguments})


def at_step(net: Network, step: int) -> Any:
    """The output for ones in training step `step`."""
    net.clock.step = step - 1
    return net.forward(ONES, training=True)


@backends
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dropout_on_the_way_forth_and_back(backend: str, dtype: str) -> None:
    made = network(layers.Dropout(0.3), shape=(100, 50), backend=backend, dtype=dtype)
    x = np.random.default_rng(0).normal(size=(4, 100, 50)).astype(dtype)
    y = made.forward(x, training=True)
    kept = y != 0
    assert abs(kept.mean() - 0.7) < 0.02
    np.testing.assert_allclose(y[kept], x[kept] / 0.7, rtol=1e-6)
    dy = np.random.default_rng(1).normal(size=x.shape).astype(dtype)
    np.testing.assert_allclose(made.backward(dy), np.where(kept, dy / 0.7, 0), rtol=1e-6)
    np.testing.assert_array_equal(made.backward(dy) != 0, kept)  # twice after one forward


@backends
def test_noise_on_the_way_forth_and_back(backend: str) -> None:
    made = network(layers.GaussianNoise(0.5), shape=(100, 50), backend=backend)
    x = np.random.default_rng(0).normal(size=(4, 100, 50))
    noise = made.forward(x, training=True) - x
    assert abs(noise.mean()) < 0.02
    assert abs(noise.std() - 0.5) < 0.02
    dy = np.random.default_rng(1).normal(size=x.shape)
    np.testing.assert_array_equal(made.backward(dy), dy)


@backends
@kinds
def test_backward_is_the_derivative_of_a_forward_that_trains(kind: str, backend: str) -> None:
    made = network(layers.Dense(3, "tanh"), KINDS[kind](), layers.Dense(2, "tanh"), shape=(4,), backend=backend)
    rng = np.random.default_rng(2)
    x, weight = rng.normal(size=(5, 4)), rng.normal(size=(5, 2))

    def value() -> float:
        made.clock.step = 6
        return float((made.forward(x, training=True) * weight).sum())

    expected = central_differences(value, x)
    value()
    assert relative_error(made.backward(weight), expected) < TOLERANCE


@backends
@kinds
def test_no_draws_without_training(kind: str, backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = network(KINDS[kind](), backend=backend)
    made.forward(ONES, training=True)

    def refuse(*_arguments: object) -> int:
        raise AssertionError("a forward that does not train has drawn")

    with monkeypatch.context() as patch:
        patch.setattr(Draws, "key", refuse)
        np.testing.assert_array_equal(made.forward(ONES), ONES)
        np.testing.assert_array_equal(made.backward(2 * ONES), 2 * ONES)
        with pytest.raises(AssertionError, match="has drawn"):
            made.forward(ONES, training=True)


@kinds
def test_one_key_for_each_forward_that_trains(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And none for the backward, in which the step may be another one already."""
    taken: list[tuple[int, ...]] = []
    real = Draws.key

    def counted(self: Draws, number: int) -> Array:
        taken.append(self.clock.draws[number])
        return real(self, number)

    monkeypatch.setattr(Draws, "key", counted)
    made = network(KINDS[kind]())
    made.forward(ONES, training=True)
    first = made.backward(ONES)
    made.clock.step += 5
    np.testing.assert_array_equal(made.backward(ONES), first)
    assert taken == [(int(Purpose.DROPOUT if kind == "dropout" else Purpose.NOISE), 0)]


@backends
@kinds
def test_draws_hang_on_seed_and_step_alone(kind: str, backend: str) -> None:
    """A run that is resumed draws what it would have drawn, whatever was drawn before it was."""
    whole = network(KINDS[kind](), backend=backend, seed=5)
    outputs = [whole.forward(ONES, training=True) for _step in range(4)]
    assert whole.clock.step == 4
    for first, second in itertools.pairwise(outputs):
        assert (first != second).any()
    other = network(KINDS[kind](), backend=backend, seed=5)
    other.forward(ONES[:1], training=True)
    other.forward(ONES)
    for step in (3, 1, 4, 2):
        np.testing.assert_array_equal(at_step(other, step), outputs[step - 1])
    assert (at_step(network(KINDS[kind](), backend=backend, seed=6), 1) != outputs[0]).any()
    # The rows of a batch draw by their place in it, not by how many there are.
    other.clock.step = 0
    np.testing.assert_array_equal(other.forward(ONES[:2], training=True), outputs[0][:2])


@kinds
def test_a_network_that_was_saved_draws_on(kind: str, tmp_path: Path) -> None:
    made = network(layers.Dense(50), KINDS[kind](), seed=8)
    made.forward(ONES, training=True)
    made.save(tmp_path / "model.safetensors")
    again = Network.load(tmp_path / "model.safetensors", backend="reference")
    again.clock.step = made.clock.step
    np.testing.assert_array_equal(again.forward(ONES, training=True), made.forward(ONES, training=True))


@kinds
def test_each_place_draws_for_itself(kind: str) -> None:
    made = network(KINDS[kind](), layers.Reshape([50]), KINDS[kind](), layers.Reshape([50]))
    made.forward(ONES, training=True)
    first, second = made.layer_output(1), made.layer_output(3)
    behind = network(layers.Reshape([50]), KINDS[kind]())
    own = at_step(behind, 1)
    if kind == "dropout":
        assert (second[first == 0] == 0).all()
        assert ((first != 0) != (own != 0)).any()
        assert 0.4 < (second == 0).mean() < 0.6
    else:
        assert abs(np.corrcoef((first - 1).ravel(), (second - first).ravel())[0, 1]) < 0.4
        assert (first != own).all()


@backends
def test_backends_draw_the_same(backend: str) -> None:
    for make in KINDS.values():
        judged, expected = at_step(network(make(), backend=backend), 3), at_step(network(make()), 3)
        np.testing.assert_allclose(judged, expected, rtol=1e-13)


@backends
def test_a_rate_of_zero_changes_nothing(backend: str) -> None:
    made = network(layers.Dropout(0), layers.GaussianNoise(0), backend=backend)
    np.testing.assert_array_equal(made.forward(ONES, training=True), ONES)
    np.testing.assert_array_equal(made.backward(ONES), ONES)


@pytest.mark.parametrize(
    ("make", "places"),
    [
        (lambda: layers.Dropout(1), {"rate"}),
        (lambda: layers.Dropout(-0.1), {"rate"}),
        (lambda: layers.Dropout("half"), {"rate"}),  # type: ignore[arg-type]
        (lambda: layers.Dropout(float("nan")), {"rate"}),
        (lambda: layers.Dropout(True), {"rate"}),
        (lambda: layers.GaussianNoise(-1), {"stddev"}),
        (lambda: layers.GaussianNoise(float("inf")), {"stddev"}),
        (lambda: layers.from_config({"type": "Dropout"}), {"rate"}),
        (lambda: layers.from_config({"type": "GaussianNoise", "rate": 1, "stddev": 1}), {"rate"}),
    ],
)
def test_what_is_refused(make: Any, places: set[str]) -> None:
    with pytest.raises(UserError) as caught:
        make()
    assert {problem.place for problem in caught.value.problems} == places
