"""What the text of the lab `overfit` claims, on several seeds."""

from __future__ import annotations

import functools
import math

import numpy as np
import numpy.typing as npt
import pytest
from test_labs import parameters, result_of, run_of, stated

from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.session import RunResult

LAB = "overfit"
ALONE = "runs=[]"
REMEDIES = ("L1", "L2", "dropout", "early stopping")
LONG = [pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 10)]
SEEDS = (0, *LONG)
ONE = (0, *LONG)
DIGITS = (
    'data={name="digits", test_fraction=0.9, scale="unit"}',
    'loss={name="categorical_crossentropy", from_logits=true}',
    "training.epochs=100",
)


@functools.cache
def finished(name: str, seed: int) -> Session:
    return run_of(LAB, name, seed=seed)


def outcome(name: str, seed: int) -> RunResult:
    (result,) = finished(name, seed).results()
    return result


def held_out_loss(result: RunResult) -> float:
    assert result.test is not None
    return result.test.loss


def gap(result: RunResult) -> float:
    return held_out_loss(result) - result.train.loss


def weights(session: Session) -> npt.NDArray[np.float64]:
    arrays = session.runs[0].task.state().arrays
    return np.concatenate([arrays[name].ravel() for name in arrays if name.endswith(".weights") and name[0].isdigit()])


def test_sizes_are_those_of_the_text() -> None:
    assert parameters(LAB, ALONE) == stated(LAB, "4353")
    figures = Session(find_recipe(LAB, (ALONE,))).runs[0].snapshot().figures
    assert len(figures["fit/points"]) == 20
    assert stated(LAB, "0.3") ** 2 == pytest.approx(stated(LAB, "0.09"))


@pytest.mark.parametrize("seed", ONE)
def test_one_neuron_is_too_small(seed: int) -> None:
    result = outcome("too small", seed)
    assert min(score.loss for score in result.history) > stated(LAB, "0.35")
    assert min(score.validation_loss or 0.0 for score in result.history) > stated(LAB, "0.4")
    line = finished("too small", seed).runs[0].snapshot().figures["fit/line"][:, 1]
    assert np.all(np.diff(line) >= 0) or np.all(np.diff(line) <= 0), "it only rises or only falls"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_large_network_learns_the_noise(seed: int) -> None:
    result = outcome("too large", seed)
    least = min(score.validation_loss or 0.0 for score in result.history)
    assert least <= stated(LAB, "0.17")
    assert result.train.loss < stated(LAB, "0.01")
    assert held_out_loss(result) > max(stated(LAB, "0.45"), 3 * least)


@pytest.mark.parametrize("seed", ONE)
def test_every_remedy_helps_on_points_that_were_held_out(seed: int) -> None:
    results = {name: outcome(name, seed) for name in REMEDIES}
    assert max(held_out_loss(result) for result in results.values()) < stated(LAB, "0.4")
    assert held_out_loss(results["L2"]) <= stated(LAB, "0.22")
    assert all(result.train.loss > 0.04 for result in results.values()), "none of them runs through every point"
    assert gap(results["dropout"]) < gap(outcome("too large", seed)) / 2


@pytest.mark.parametrize("seed", ONE)
def test_l1_empties_the_weights_and_l2_shrinks_them(seed: int) -> None:
    without, l1, l2 = (np.abs(weights(finished(name, seed))) for name in ("too large", "L1", "L2"))
    assert np.mean(l1 < stated(LAB, "0.001")) > 0.5
    assert np.mean(without < 0.001) < 0.01
    assert np.linalg.norm(l2) < np.linalg.norm(without) / 2
    assert np.mean(l1 < 0.001) > np.mean(l2 < 0.001)


@pytest.mark.parametrize("seed", SEEDS)
def test_early_stopping_stops_and_does_no_worse(seed: int) -> None:
    result = outcome("early stopping", seed)
    assert stated(LAB, "120") <= result.epochs <= stated(LAB, "400")
    assert held_out_loss(result) <= stated(LAB, "0.25")
    assert held_out_loss(result) < held_out_loss(outcome("too large", seed))
    before = [score.validation_loss or math.inf for score in result.history[:-50]]
    assert min(before) <= min(score.validation_loss or math.inf for score in result.history[-50:])


@pytest.mark.parametrize("seed", SEEDS)
def test_too_little_patience(seed: int) -> None:
    result = result_of(LAB, ALONE, "training.early_stopping.patience=3", seed=seed)
    assert result.epochs <= 10
    assert held_out_loss(result) > stated(LAB, "0.5")


@pytest.mark.parametrize("seed", SEEDS)
def test_more_data_is_the_best_remedy(seed: int) -> None:
    result = result_of(LAB, ALONE, "data.samples=800", "training.epochs=200", seed=seed)
    assert result.steps == outcome("too large", 0).steps
    assert held_out_loss(result) == pytest.approx(stated(LAB, "0.1"), abs=0.02)


@pytest.mark.parametrize("seed", ONE)
def test_without_noise_there_is_none_to_learn(seed: int) -> None:
    result = result_of(LAB, ALONE, "data.noise=0", seed=seed)
    assert max(result.train.loss, held_out_loss(result)) < 0.01


@pytest.mark.parametrize("seed", ONE)
def test_noise_on_pixels_is_augmentation(seed: int) -> None:
    def with_noise(deviation: float) -> RunResult:
        layers = '{type="Flatten"}, {type="Dense", units=64, activation="relu"}, {type="Dense", units=10}'
        noisy = f'network.layers=[{{type="GaussianNoise", stddev={deviation}}}, {layers}]'
        return result_of(LAB, ALONE, *DIGITS, noisy, seed=seed)

    bare, blurred = with_noise(0.0), with_noise(0.3)
    assert held_out_loss(bare) == pytest.approx(0.4, abs=0.06)
    assert held_out_loss(blurred) == pytest.approx(0.25, abs=0.06)
    assert held_out_loss(blurred) < 0.9 * held_out_loss(bare)
    assert bare.test is not None
    assert blurred.test is not None
    assert (blurred.test.accuracy or 0) > (bare.test.accuracy or 0)
