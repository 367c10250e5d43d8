"""What the text of the lab `approximate` claims, on several seeds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from test_labs import code_spans, run_of, session_of, stated, text_of

from tuitrainer.training.labs import find_recipe
from tuitrainer.training.run import Run
from tuitrainer.training.session import Session

LAB = "approximate"
SEEDS = (0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 10)))
ONE = (0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 10)))


def misses(run: Run) -> npt.NDArray[np.float64]:
    """(x, distance between answer and polynomial) over the interval."""
    x, answer = np.asarray(run.snapshot().figures["fit/line"], np.float64).T
    return np.stack([x, np.abs(answer - (x**3 + x**2 - x - 1))])


def largest(run: Run) -> float:
    return float(misses(run)[1].max())


@pytest.mark.parametrize("seed", SEEDS)
def test_learnt_neurons_beat_the_given_ones_and_thirty_beat_six(seed: int) -> None:
    given, six, thirty = session_of(LAB, seed=seed).runs
    assert largest(given) == pytest.approx(stated(LAB, "0.43"), abs=0.005)
    assert stated(LAB, "0.19") - 0.005 < largest(six) < largest(given)
    assert largest(thirty) < min(stated(LAB, "0.13"), largest(six))


def test_the_given_six_are_the_courses() -> None:
    session = Session(find_recipe(LAB))
    given = session.runs[0]
    session.step()
    x, distance = misses(given)
    assert x[distance.argmax()] == pytest.approx(-stated(LAB, "1.92"), abs=0.02)
    assert distance.max() == pytest.approx(0.43, abs=0.005)
    weights = given.task.state().arrays
    for name in ("0.dense.weights", "0.dense.bias", "1.dense.weights"):
        assert np.abs(weights[name]).min() >= 0.2
    six = [(-1, -5, -7.7), (-1, -1.2, -1.3), (-1, 1.2, 1), (1, 1.2, -0.2), (1, 2, -1.1), (1, 5, -5)]
    points = given.snapshot().figures["fit/points"]
    assert (len(points), round(points[:, 0].min(), 1), round(points[:, 0].max(), 1)) == (stated(LAB, "200"), -2.0, 1.6)
    x, answer = np.asarray(given.snapshot().figures["fit/line"], np.float64).T
    exact = sum(sign * np.maximum(weight * x + bias, 0) for sign, weight, bias in six)
    assert answer == pytest.approx(exact, abs=1e-5)


def test_the_slides_third_neuron_lacks_its_bias() -> None:
    (command,) = (span for span in code_spans(text_of(LAB)) if "kernel_initializer" in span)
    layers = command.rpartition("--set ")[2].strip("'")
    (run,) = session_of(LAB, "runs=[]", "training.epochs=1", "optimizer.learning_rate=0", layers).runs
    assert largest(run) == pytest.approx(stated(LAB, "1.22"), abs=0.005)
    assert run.task.score()[0].loss == pytest.approx(stated(LAB, "0.49"), abs=0.005)
    assert session_of(LAB).results()[0].train.loss == pytest.approx(stated(LAB, "0.027"), abs=0.0005)


@pytest.mark.parametrize("seed", ONE)
def test_the_given_six_can_be_taught_further(seed: int) -> None:
    run = run_of(LAB, "six given", seed=seed).runs[0]
    run.go_on()
    run.change("optimizer.learning_rate", 0.01)
    run.advance(3000)
    assert largest(run) < stated(LAB, "0.3")
