"""What the text of the lab `vanishing` claims, on several seeds."""

from __future__ import annotations

import functools
import math

import numpy as np
import pytest
from test_labs import first_loss, result_of, session_of, stated

from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.session import RunResult
from tuitrainer.training.snapshot import RunSnapshot

LAB = "vanishing"
LONG = [pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 10)]
SEEDS = (0, *LONG)
ONE = (0, *LONG)
FEW = (0, 1, 2)
SIGMOID_LAYER = '{type="Dense", units=16, activation="sigmoid"}'
FIRST, LAST = "0.dense", "10.dense"


@functools.cache
def after_one_step(seed: int) -> tuple[RunSnapshot, ...]:
    session = Session(find_recipe(LAB, (f"training.seed={seed}",)))
    session.step()
    return session.snapshot().runs


def learnt_at(result: RunResult) -> float:
    return next((score.epoch for score in result.history if (score.accuracy or 0) >= 0.95), math.inf)


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_vanish_through_sigmoids_and_not_through_tanh_and_relu(seed: int) -> None:
    sigmoid, *others = after_one_step(seed)
    assert [sigmoid.layers[0].name, sigmoid.layers[-1].name] == [FIRST, LAST]
    norms = [layer.gradient_norm for layer in sigmoid.layers]
    assert 1e-7 < norms[0] / norms[-1] < 1e-4, "ten thousand to ten million"
    kept = (norms[1] / norms[-1]) ** (1 / 9)
    assert kept == pytest.approx(stated(LAB, "0.25"), abs=0.05)
    for run in others:
        norms = [layer.gradient_norm for layer in run.layers]
        assert 1 / stated(LAB, "100") < norms[0] / norms[-1] < 100


@pytest.mark.parametrize("seed", FEW)
def test_forward_too_sigmoids_flatten_all_differences(seed: int) -> None:
    answers = [run.figures["plane/scores"][..., 1] for run in after_one_step(seed)]
    spread = [float(np.ptp(scores)) for scores in answers]
    assert spread[0] < stated(LAB, "0.00001")
    assert min(spread[1:]) > 0.01


@pytest.mark.parametrize("seed", SEEDS)
def test_ten_sigmoids_toss_a_coin_while_tanh_and_relu_learn(seed: int) -> None:
    before = Session(find_recipe(LAB, (f"training.seed={seed}",))).runs[0].task.state().arrays["0.dense.weights"]
    session = session_of(LAB, seed=seed)
    sigmoid, *others = session.results()
    assert sigmoid.steps == stated(LAB, "960")
    assert stated(LAB, "0.693") == pytest.approx(math.log(2), abs=5e-4)
    assert sigmoid.train.loss == pytest.approx(0.693, abs=0.01)
    assert sigmoid.train.accuracy == stated(LAB, "50") / 100
    assert np.mean(session.runs[0].task.state().arrays["0.dense.weights"] == before) > 0.5
    for result in others:
        assert learnt_at(result) <= stated(LAB, "15")
        assert result.test is not None
        assert (result.test.accuracy or 0) * stated(LAB, "80") >= stated(LAB, "79") - 1e-6
    for run, start in zip(session.snapshot().runs, after_one_step(seed), strict=True):
        norms = [[layer.gradient_norm for layer in moment.layers] for moment in (start, run)]
        if run.name == "sigmoid":
            assert max(norms[0][0], norms[1][0]) < 1e-4, "never up"
        else:
            assert all(now < then / 3 for then, now in zip(*norms, strict=True)), "what is learnt gives small gradients"


def test_relu_is_mostly_sooner() -> None:
    results = [session_of(LAB, seed=seed).results() for seed in FEW]
    assert all(learnt_at(relu) <= learnt_at(tanh) for _sigmoid, tanh, relu in results)


@pytest.mark.long
def test_relu_is_sooner_on_most_of_ten_seeds() -> None:
    results = [session_of(LAB, seed=seed).results() for seed in range(10)]
    assert sum(learnt_at(relu) <= learnt_at(tanh) for _sigmoid, tanh, relu in results) >= 7


@pytest.mark.long
@pytest.mark.parametrize("seed", ONE)
def test_neither_a_larger_rate_nor_adam_helps(seed: int) -> None:
    for optimizer in ("optimizer.learning_rate=10", 'optimizer={name="adam", learning_rate=0.01}'):
        session = session_of(LAB, "runs=[]", optimizer, seed=seed)
        (result,) = session.results()
        assert result.train.accuracy == 0.5
        assert not result.diverged
    first = Session(find_recipe(LAB, ("runs=[]", f"training.seed={seed}"))).runs[0].task.state().arrays
    moved = session.runs[0].task.state().arrays["0.dense.weights"] - first["0.dense.weights"]
    assert np.linalg.norm(moved) > 0.01 * np.linalg.norm(first["0.dense.weights"]), "under Adam it moves"


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_patience_does_not_help(seed: int) -> None:
    assert result_of(LAB, "runs=[]", "training.epochs=600", seed=seed).train.accuracy == 0.5


@pytest.mark.parametrize("seed", ONE)
def test_not_even_moons(seed: int) -> None:
    sigmoid, tanh, relu = session_of(LAB, "data.name=moons", seed=seed).results()
    assert sigmoid.train.accuracy == 0.5
    assert (tanh.train.accuracy, relu.train.accuracy) == (1.0, 1.0)
    line = result_of(LAB, "runs=[]", "data.name=moons", 'network.layers=[{type="Dense", units=1}]', seed=seed)
    assert line.train.accuracy == pytest.approx(0.9, abs=0.03)


@pytest.mark.parametrize("seed", ONE)
def test_two_sigmoids_learn_and_three_take_their_time(seed: int) -> None:
    def with_layers(count: int, epochs: int) -> RunResult:
        layers = f'network.layers=[{", ".join([SIGMOID_LAYER] * count)}, {{type="Dense", units=1}}]'
        return result_of(LAB, "runs=[]", layers, "optimizer.learning_rate=1", f"training.epochs={epochs}", seed=seed)

    two, three = with_layers(2, 100), with_layers(3, 400)
    assert two.train.accuracy == 1.0
    assert 2 * learnt_at(two) < learnt_at(three) <= 400


def test_the_data_is_as_large_as_it_says() -> None:
    run = Session(find_recipe(LAB)).runs[0]
    figures = run.snapshot().figures
    assert (len(figures["plane/points"]), len(figures["plane/test_points"])) == (stated(LAB, "320"), 80)
    assert first_loss(LAB, "runs=[]") == pytest.approx(0.7, abs=0.1)
