"""Initializers: moments and bounds of many draws, exact properties, names, and that seeds repeat."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from tuitrainer.base.errors import UserError
from tuitrainer.nn import Network, initializers, layers
from tuitrainer.nn.initializers import INITIALIZERS, Initializer

SHAPE = (300, 500)
"""150,000 draws: a mean within 5 standard errors fails once in 2 million, and the seed is fixed anyway."""


def draw(initializer: Initializer, shape: tuple[int, ...] = SHAPE, seed: int = 1) -> Any:
    return initializer(shape, np.random.default_rng(seed))


@pytest.mark.parametrize(
    ("name", "variance", "bound"),
    [
        ("lecun_uniform", 1 / 300, math.sqrt(3 / 300)),
        ("lecun_normal", 1 / 300, 2 * math.sqrt(1 / 300) / 0.8796256610342398),
        ("glorot_uniform", 2 / 800, math.sqrt(6 / 800)),
        ("glorot_normal", 2 / 800, 2 * math.sqrt(2 / 800) / 0.8796256610342398),
        ("he_uniform", 2 / 300, math.sqrt(6 / 300)),
        ("he_normal", 2 / 300, 2 * math.sqrt(2 / 300) / 0.8796256610342398),
        ("random_uniform", 0.1**2 / 12, 0.05),
        ("random_normal", 0.05**2, math.inf),
        ("truncated_normal", (0.05 * 0.8796256610342398) ** 2, 0.1),
        ("variance_scaling", 1 / 300, 2 * math.sqrt(1 / 300) / 0.8796256610342398),
    ],
)
def test_moments_and_bounds(name: str, variance: float, bound: float) -> None:
    values = draw(initializers.get(name))
    assert values.shape == SHAPE
    assert abs(values.mean()) < 5 * math.sqrt(variance / values.size)
    assert values.var() == pytest.approx(variance, rel=0.02)
    assert np.abs(values).max() <= bound
    if math.isfinite(bound):
        assert np.abs(values).max() > 0.99 * bound


def test_arguments_shift_and_scale() -> None:
    normal = draw(initializers.get({"name": "random_normal", "mean": 3.0, "stddev": 0.5}))
    assert normal.mean() == pytest.approx(3.0, abs=0.01)
    assert normal.std() == pytest.approx(0.5, rel=0.02)
    truncated = draw(initializers.get({"name": "truncated_normal", "mean": -1.0, "stddev": 0.5}))
    assert truncated.min() >= -2.0
    assert truncated.max() <= 0.0
    uniform = draw(initializers.get({"name": "random_uniform", "minval": 2, "maxval": 5}))
    assert uniform.min() >= 2.0
    assert uniform.max() < 5.0
    assert uniform.mean() == pytest.approx(3.5, abs=0.02)
    scaled = initializers.VarianceScaling(scale=3.0, mode="fan_out", distribution="untruncated_normal")
    assert draw(scaled).var() == pytest.approx(3 / 500, rel=0.02)


def test_kernels_count_their_window() -> None:
    values = draw(initializers.get("he_normal"), (3, 3, 20, 100))
    assert values.var() == pytest.approx(2 / (9 * 20), rel=0.05)


@pytest.mark.parametrize("shape", [(7, 4), (4, 7), (5, 5), (3, 3, 2, 6)])
def test_orthogonal(shape: tuple[int, ...]) -> None:
    matrix = draw(initializers.Orthogonal(gain=2.0), shape).reshape(-1, shape[-1]) / 2.0
    small = matrix.T @ matrix if matrix.shape[0] >= matrix.shape[1] else matrix @ matrix.T
    np.testing.assert_allclose(small, np.eye(small.shape[0]), atol=1e-12)


def test_orthogonal_draws_have_no_preferred_sign() -> None:
    initializer = initializers.Orthogonal()
    signs = [np.sign(draw(initializer, (2, 2), seed)[0, 0]) for seed in range(400)]
    assert abs(np.mean(signs)) < 0.25  # 5 standard errors


def test_fixed_initializers() -> None:
    np.testing.assert_array_equal(draw(initializers.get("zeros"), (2, 3)), np.zeros((2, 3)))
    np.testing.assert_array_equal(draw(initializers.get("ones"), (4,)), np.ones(4))
    np.testing.assert_array_equal(draw(initializers.Constant(2.5), (2, 2)), np.full((2, 2), 2.5))
    np.testing.assert_array_equal(draw(initializers.Constant([1, 2, 3]), (2, 3)), [[1, 2, 3], [1, 2, 3]])
    np.testing.assert_array_equal(draw(initializers.Constant([[1], [2]]), (2, 3)), [[1, 1, 1], [2, 2, 2]])
    np.testing.assert_array_equal(draw(initializers.Identity(3.0), (2, 3)), [[3, 0, 0], [0, 3, 0]])


@pytest.mark.parametrize("name", INITIALIZERS)
def test_every_initializer_describes_itself(name: str) -> None:
    initializer = initializers.get(name)
    described = initializers.describe(initializer)
    assert initializers.get(json.loads(json.dumps(described))) == initializer


def test_arguments_survive_a_description() -> None:
    for initializer in (
        initializers.VarianceScaling(0.7, "fan_out", "uniform"),
        initializers.Constant(np.arange(6).reshape(2, 3)),  # type: ignore[arg-type]
        initializers.RandomNormal(stddev=np.float32(0.25)),  # type: ignore[arg-type]
    ):
        assert initializers.get(json.loads(json.dumps(initializers.describe(initializer)))) == initializer


def test_an_initializer_of_ones_own_trains_but_cannot_be_saved() -> None:
    class Mine(Initializer):
        def __call__(self, shape: tuple[int, ...], _generator: np.random.Generator, /) -> Any:
            return np.full(shape, 0.5)

    network = Network([layers.Dense(2, kernel_initializer=Mine())], (3,), backend="reference")
    assert (network.parameters[0].numpy() == 0.5).all()
    with pytest.raises(UserError, match="Mine"):
        network.config()


@pytest.mark.parametrize(
    ("given", "place", "said"),
    [
        ("glorot", "", "there is no 'glorot'"),
        ({"name": "constnt"}, "name", "constant"),
        ({}, "name", "there is no ''"),
        ({"name": "constant", "values": 1}, "values", "value"),
        ({"name": "random_normal", "stddev": -1}, "stddev", ">= 0"),
        ({"name": "random_normal", "stddev": "wide"}, "stddev", "not a finite number"),
        ({"name": "random_uniform", "minval": 1, "maxval": 0}, "maxval", ">= 1"),
        ({"name": "variance_scaling", "mode": "fan"}, "mode", "fan_in"),
        ({"name": "variance_scaling", "scale": float("nan")}, "scale", "not a finite number"),
        ({"name": "constant", "value": [[1, 2], [3]]}, "value", "nested list"),
        ({"name": "constant", "value": "1"}, "value", "nested list"),
        ({"name": "constant", "value": float("inf")}, "value", "nested list"),
        (7, "", "there is no '7'"),
    ],
)
def test_wrong_values_are_located(given: Any, place: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        initializers.get(given)
    assert caught.value.problems[0].place == place
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("initializer", "place"),
    [
        ({"name": "constant", "value": [1, 2]}, "layers[0].bias_initializer.value"),
        ("identity", "layers[0].bias_initializer"),
        ("orthogonal", "layers[0].bias_initializer"),
    ],
)
def test_shapes_that_an_initializer_cannot_fill_are_located(initializer: Any, place: str) -> None:
    with pytest.raises(UserError) as caught:
        Network([layers.Dense(3, bias_initializer=initializer)], (4,), backend="reference")
    assert caught.value.problems[0].place == place


def network_with(seed: int, dtype: str = "float64") -> Network:
    made = [
        layers.Dense(4, kernel_initializer="random_normal", bias_initializer="random_normal") for _index in range(2)
    ]
    return Network(made, (4,), backend="reference", dtype=dtype, seed=seed)


def test_equal_seeds_give_equal_weights_and_others_do_not() -> None:
    first, again, other = (network_with(seed) for seed in (5, 5, 6))
    assert all((a.numpy() == b.numpy()).all() for a, b in zip(first.parameters, again.parameters, strict=True))
    assert all((a.numpy() != b.numpy()).all() for a, b in zip(first.parameters, other.parameters, strict=True))


def test_no_two_parameters_share_their_draws() -> None:
    values = np.concatenate([parameter.numpy().ravel() for parameter in network_with(0).parameters])
    assert np.unique(values).size == values.size


def test_both_dtypes_start_from_the_same_numbers() -> None:
    for wide, narrow in zip(network_with(1).parameters, network_with(1, "float32").parameters, strict=True):
        np.testing.assert_array_equal(wide.numpy().astype(np.float32), narrow.numpy())


def test_chrono_gives_an_lstm_memories_of_all_lengths() -> None:
    """A gate sigmoid(b) keeps 1 - 1/(1 + e^b): the lengths 1 + e^b are uniform from 2 to `steps`."""
    bias = draw(initializers.get({"name": "chrono", "steps": 100}), (40_000,)).reshape(4, -1)
    lengths = 1 + np.exp(bias[0])
    assert 2 <= lengths.min() < lengths.max() <= 100
    assert lengths.mean() == pytest.approx(51, abs=1.5)
    np.testing.assert_array_equal(bias[1], -bias[0])
    assert not bias[2:].any()
    lstm = layers.LSTM(3, unit_forget_bias=False, bias_initializer={"name": "chrono", "steps": 20})
    network = Network([lstm], (5, 2), backend="reference", seed=1)
    forget, entrance = network.parameters[2].numpy()[:3], network.parameters[2].numpy()[3:6]
    np.testing.assert_array_equal(entrance, -forget)
    with pytest.raises(UserError) as caught:
        Network([layers.Dense(4, kernel_initializer={"name": "chrono"})], (4,), backend="reference")
    assert caught.value.problems[0].place == "layers[0].kernel_initializer"
    with pytest.raises(UserError) as caught:
        initializers.get({"name": "chrono", "steps": 1})
    assert caught.value.problems[0].place == "steps"
