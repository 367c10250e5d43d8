"""What the text of the lab `residual` claims, on several seeds."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from test_labs import result_of, session_of, stated

from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.recipe.load import recipe_from_mapping, variants
from tuitrainer.training.session import RunResult
from tuitrainer.training.snapshot import RunSnapshot

LAB = "residual"
LONG = [pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 10)]
SEEDS = (0, *LONG)
ONE = (0, *LONG)
ONE_BLOCK = (
    'network.layers=[{type="Flatten"}, {type="Dense", units=16, activation="relu"}, {type="Residual", layers=[{type='
    '"Dense", units=16, activation="relu"}, {type="Dense", units=16, kernel_initializer="zeros"}]}, '
    '{type="Dense", units=10}]'
)


@functools.cache
def outcomes(*settings: str, seed: int) -> tuple[RunResult, ...]:
    return session_of(LAB, *settings, seed=seed).results()


@functools.cache
def after_one_step(seed: int) -> tuple[RunSnapshot, ...]:
    session = Session(find_recipe(LAB, (f"training.seed={seed}",)))
    session.step()
    return session.snapshot().runs


def held_out_share(result: RunResult) -> float:
    assert result.test is not None
    return result.test.accuracy or 0.0


def does_not_train(result: RunResult) -> bool:
    guessing = pytest.approx(stated(LAB, "2.30"), abs=0.01)
    return bool(result.train.loss == guessing) and (result.train.accuracy or 0.0) < 0.12


@pytest.mark.parametrize("seed", SEEDS)
def test_only_the_way_round_trains_thirty_layers(seed: int) -> None:
    short, plain, residual = outcomes(seed=seed)
    enough = stated(LAB, "80") / 100
    assert held_out_share(short) > enough
    assert held_out_share(residual) > enough
    assert does_not_train(plain)
    layers = session_of(LAB, seed=seed).runs[1].snapshot().layers
    assert len(layers) == stated(LAB, "32")
    assert sum(layer.gradient_norm == 0 for layer in layers) >= stated(LAB, "30")
    assert residual.history[0].loss > stated(LAB, "2.30")


def test_the_skips_add_nothing_to_learn() -> None:
    _short, plain, residual = Session(find_recipe(LAB)).runs
    states = [
        {name: array for name, array in run.task.state().arrays.items() if not name.startswith("optimizer.")}
        for run in (plain, residual)
    ]
    assert sum(array.size for array in states[0].values()) == sum(array.size for array in states[1].values())
    for one, other in zip(states[0].values(), states[1].values(), strict=True):
        assert one.shape == other.shape
        limit = np.sqrt(6 / sum(one.shape)) if one.ndim == 2 else 0.0  # Glorot's, and zeros
        assert max(np.abs(one).max(), np.abs(other).max()) <= limit * 1.0001


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_arrive_at_the_first_layer_only_by_the_way_round(seed: int) -> None:
    _short, plain, residual = after_one_step(seed)
    assert len(plain.layers) == len(residual.layers) == 32
    assert plain.layers[0].gradient_norm * stated(LAB, "10000") < plain.layers[-1].gradient_norm
    norms = [layer.gradient_norm for layer in residual.layers]
    assert max(norms) < stated(LAB, "50") * min(norms)


@pytest.mark.parametrize("seed", ONE)
def test_longer_is_no_help(seed: int) -> None:
    recipe = find_recipe(LAB, ("training.epochs=30", f"training.seed={seed}"))
    session = Session(dict(variants(recipe))["plain, 30 layers"])
    session.run()
    assert does_not_train(session.results()[0])


@pytest.mark.parametrize("seed", ONE)
def test_plain_gradient_descent(seed: int) -> None:
    _short, plain, residual = outcomes('optimizer={name="sgd", learning_rate=0.01}', seed=seed)
    assert does_not_train(plain)
    assert ((residual.train.accuracy or 0) > stated(LAB, "40") / 100) == (seed != 9), "for nine of the ten"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_good_start_helps_the_plain_network_a_little(seed: int) -> None:
    mapping = dict(variants(find_recipe(LAB, (f"training.seed={seed}",))))["plain, 30 layers"].as_mapping()
    for layer in mapping["networks"]["model"]["layers"][2:-1]:
        layer["kernel_initializer"] = "he_normal"
    session = Session(recipe_from_mapping(mapping))
    session.run()
    share = session.results()[0].train.accuracy or 0.0
    assert stated(LAB, "30") <= 100 * share <= stated(LAB, "70")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_block_that_does_nothing_at_first(seed: int) -> None:
    assert held_out_share(result_of(LAB, "runs=[]", ONE_BLOCK, seed=seed)) > stated(LAB, "80") / 100
