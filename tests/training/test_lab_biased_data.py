"""What the text of the lab `biased-data` claims, on several seeds."""

from __future__ import annotations

import numpy as np
import pytest
from test_labs import parameters, result_of, session_of, stated

from tuitrainer.data import load, split
from tuitrainer.training.session import RunResult

LAB = "biased-data"
ALONE = "runs=[]"
LONG = [pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 10)]
SEEDS = (0, *LONG)
ONE = (0, *LONG)


def shares(result: RunResult) -> tuple[float, float]:
    """Of right answers: on the pictures to learn from, on those held out."""
    assert result.test is not None
    return result.train.accuracy or 0.0, result.test.accuracy or 0.0


@pytest.mark.parametrize("seed", SEEDS)
def test_a_high_score_for_the_wrong_reason_and_what_mends_it(seed: int) -> None:
    comfort, unmasked, fixed = (shares(result) for result in session_of(LAB, seed=seed).results())
    assert comfort == pytest.approx((stated(LAB, "98") / 100, 0.98), abs=0.01)
    assert unmasked[0] == comfort[0]
    assert stated(LAB, "50") / 100 <= unmasked[1] <= stated(LAB, "62") / 100
    assert fixed[1] > stated(LAB, "99") / 100


@pytest.mark.parametrize("seed", SEEDS)
def test_false_comfort_and_unmasked_are_one_network(seed: int) -> None:
    comfort, unmasked, _fixed = (run.task.state().arrays for run in session_of(LAB, seed=seed).runs)
    for name, array in comfort.items():
        np.testing.assert_array_equal(array, unmasked[name])


def test_the_pictures_are_as_many_and_as_biased_as_the_text_says() -> None:
    assert parameters(LAB, ALONE) == stated(LAB, "89")
    parts = split(load("biased_shapes", samples=1000, test_samples=500, bias=0.98, noise=0.0))
    assert (len(parts.train), len(parts.test)) == (stated(LAB, "1000"), stated(LAB, "500"))
    bright = np.median(parts.train.x, axis=(1, 2, 3)) > 0.4
    assert np.sum(bright != parts.train.y) == stated(LAB, "20")


@pytest.mark.parametrize("seed", SEEDS)
def test_pictures_that_all_contradict_are_worse_than_chance(seed: int) -> None:
    assert shares(result_of(LAB, ALONE, "data.test_bias=0", seed=seed))[1] <= 0.25


@pytest.mark.parametrize("seed", SEEDS)
def test_more_exceptions_teach_more(seed: int) -> None:
    assert shares(result_of(LAB, ALONE, "data.bias=0.9", seed=seed))[1] > stated(LAB, "70") / 100


@pytest.mark.parametrize("seed", ONE)
def test_patience_helps_only_where_there_are_exceptions(seed: int) -> None:
    longer = "training.epochs=60"
    assert shares(result_of(LAB, ALONE, longer, seed=seed))[1] > stated(LAB, "98") / 100
    assert shares(result_of(LAB, ALONE, longer, "data.bias=1", seed=seed)) == (1.0, 0.5)
