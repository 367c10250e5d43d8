"""What the text of the lab `optimizers` claims, on several seeds."""

from __future__ import annotations

import functools
import itertools
import math

import numpy as np
import numpy.typing as npt
import pytest
from test_labs import code_spans, result_of, session_of, stated, text_of

from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.session import RunResult
from tuitrainer.training.task import Task

LAB = "optimizers"
SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 10)))
ONE = (0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 10)))
NESTEROV = 'optimizer={name="sgd", learning_rate=0.03, momentum=0.9, nesterov=true}'


@functools.cache
def results(seed: int) -> dict[str, RunResult]:
    return {result.name: result for result in session_of(LAB, seed=seed).results()}


def epoch_below(result: RunResult, loss: float) -> float:
    return next((score.epoch for score in result.history if score.loss < loss), math.inf)


def lowest(result: RunResult) -> float:
    return min(score.loss for score in result.history)


def parameters(task: Task) -> npt.NDArray[np.float64]:
    arrays = task.state().arrays
    return np.concatenate([arrays[name].ravel() for name in sorted(arrays) if not name.startswith("optimizer.")])


def accumulator(task: Task) -> npt.NDArray[np.float64]:
    """AdaGrad's sums of squares."""
    arrays = task.state().arrays
    return np.concatenate([arrays[name].ravel() for name in sorted(arrays) if name.endswith(".accumulator")])


@pytest.mark.parametrize("seed", SEEDS)
def test_who_leaves_the_plateau_and_when(seed: int) -> None:
    runs = results(seed)
    assert all(result.history[0].loss > 0.4 and not result.diverged for result in runs.values())
    assert lowest(runs["SGD"]) > stated(LAB, "0.1")
    assert epoch_below(runs["momentum"], stated(LAB, "0.05")) <= stated(LAB, "95")
    assert stated(LAB, "0.06") < runs["AdaGrad"].train.loss < stated(LAB, "0.09")
    assert epoch_below(runs["AdaGrad"], 0.1) < math.inf, "sooner than SGD"
    assert epoch_below(runs["RMSprop"], 0.05) <= stated(LAB, "85")
    assert runs["Adadelta"].history[9].loss > stated(LAB, "0.4")
    assert epoch_below(runs["Adam"], 0.05) <= stated(LAB, "45")
    assert epoch_below(runs["Adam"], stated(LAB, "0.03")) <= stated(LAB, "60")
    assert min(runs, key=lambda name: epoch_below(runs[name], 0.05)) == "Adam"
    assert lowest(runs["Adam"]) == pytest.approx(stated(LAB, "0.01"), abs=0.007)


@pytest.mark.parametrize("seed", range(3))
def test_the_first_step_of_each(seed: int) -> None:
    """Adam and RMSprop move every weight by the same distance, Adadelta by next to nothing."""
    session = Session(find_recipe(LAB, (f"training.seed={seed}",)))
    before = {run.name: parameters(run.task) for run in session.runs}
    session.step()
    moved = {run.name: np.abs(parameters(run.task) - before[run.name]) for run in session.runs}
    # A gradient next to 0 is no match for epsilon: a few weights move less.
    assert np.median(moved["Adam"]) == pytest.approx(stated(LAB, "0.02"), rel=0.01)
    assert np.median(moved["RMSprop"]) == pytest.approx(stated(LAB, "0.0316"), rel=0.01)
    for name in ("Adam", "RMSprop"):
        assert moved[name].min() == pytest.approx(moved[name].max(), rel=0.05)
    assert moved["Adadelta"].max() == pytest.approx(stated(LAB, "0.0014"), abs=5e-5)
    assert moved["SGD"].max() > 100 * moved["SGD"].min()
    assert moved["SGD"] / 0.1 == pytest.approx(moved["momentum"] / 0.03, rel=1e-3, abs=1e-4)
    assert len({run.curves["loss"].last for run in session.snapshot().runs}) == 1


def test_adagrads_rates_only_shrink() -> None:
    task = Session(find_recipe(LAB)).runs[2].task
    sums = []
    for _epoch in range(100):
        task.advance(task.steps_per_epoch)
        sums.append(accumulator(task))
    assert all((later >= earlier).all() for earlier, later in itertools.pairwise(sums))
    start, end = 0.1 / math.sqrt(0.1), float(np.mean(0.1 / np.sqrt(sums[-1])))
    assert end / start == pytest.approx(0.5, abs=0.07)


def test_a_larger_rate_explodes() -> None:
    sessions = [session_of(LAB, "runs=[]", "optimizer.learning_rate=0.2", seed=seed).results() for seed in range(10)]
    assert [result.diverged for (result,) in sessions].count(True) == 9
    assert all(result.steps <= stated(LAB, "15") for (result,) in sessions if result.diverged)


@pytest.mark.parametrize("seed", ONE)
def test_patience_works(seed: int) -> None:
    patient = result_of(LAB, "runs=[]", "training.epochs=500", seed=seed)
    assert stated(LAB, "200") <= epoch_below(patient, 0.03) <= stated(LAB, "400")


@pytest.mark.long
@pytest.mark.parametrize("seed", ONE)
def test_nesterov_gets_there(seed: int) -> None:
    nesterov = result_of(LAB, "runs=[]", NESTEROV, seed=seed)
    assert epoch_below(nesterov, 0.03) <= stated(LAB, "100")


@pytest.mark.long
def test_momentum_at_that_rate_gets_there_on_half_of_the_seeds() -> None:
    reached = [epoch_below(results(seed)["momentum"], 0.03) <= 100 for seed in range(10)]
    assert 3 <= sum(reached) <= 7


@pytest.mark.parametrize("seed", ONE)
def test_adams_relatives(seed: int) -> None:
    (command,) = (span for span in code_spans(text_of(LAB)) if "adamax" in span)
    runs = session_of(LAB, command.partition("--set ")[2].strip("'"), seed=seed).results()
    epochs = {result.name: epoch_below(result, 0.03) for result in runs}
    assert set(epochs) == {"Adamax", "Nadam", "AdaBound"}
    assert min(epochs, key=lambda name: epochs[name]) == "Nadam"
    assert max(epochs.values()) <= 100


@pytest.mark.parametrize("seed", ONE)
def test_keras_adadelta_does_not_move(seed: int) -> None:
    assert stated(LAB, "0.001") == 1e-3
    assert lowest(result_of(LAB, "runs=[]", 'optimizer={name="adadelta"}', seed=seed)) > 0.4


def test_the_data_is_as_large_as_it_says() -> None:
    session = session_of(LAB)
    points = session.snapshot().runs[0].figures["fit/points"]
    assert len(points) == stated(LAB, "160")
    assert np.mean(points[:, 1] ** 2) == pytest.approx(stated(LAB, "0.45"), abs=0.02)
