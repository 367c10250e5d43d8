"""What the text of the lab `exploding` claims, on several seeds."""

from __future__ import annotations

import functools
import math

import numpy as np
import pytest
from test_labs import result_of, session_of, stated

from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.recipe.load import variants
from tuitrainer.training.snapshot import RunSnapshot

LAB = "exploding"
LONG = [pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 10)]
SEEDS = (0, *LONG)
ONE = (0, *LONG)


def norm(run: RunSnapshot) -> float:
    """Of the gradients of all layers together."""
    return math.hypot(*(layer.gradient_norm for layer in run.layers))


@functools.cache
def first_norms(seed: int) -> tuple[float, ...]:
    session = Session(find_recipe(LAB, (f"training.seed={seed}",)))
    session.step()
    return tuple(norm(run) for run in session.snapshot().runs)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_run_is_thrown_off_and_two_are_not(seed: int) -> None:
    unlimited, clipped, orthogonal = session_of(LAB, seed=seed).results()
    assert unlimited.train.loss > stated(LAB, "0.9")
    assert stated(LAB, "0.1") < clipped.train.loss < stated(LAB, "0.4")
    losses = [score.loss for score in orthogonal.history]
    assert min(losses) < stated(LAB, "0.2")
    assert losses[4] < 0.9, "it learns from the first epochs on"


@pytest.mark.parametrize("seed", range(10))
def test_the_first_gradient_is_luck_but_not_with_a_rotation(seed: int) -> None:
    unlimited, clipped, orthogonal = first_norms(seed)
    assert stated(LAB, "2") < unlimited < stated(LAB, "600")
    assert clipped == pytest.approx(min(1.0, unlimited), abs=1e-4)
    assert 2 < orthogonal < stated(LAB, "5")


def test_the_seeds_that_are_named() -> None:
    assert first_norms(7)[0] == pytest.approx(600, abs=10)
    assert first_norms(5)[0] < stated(LAB, "5")


@pytest.mark.parametrize("seed", ONE)
def test_it_explodes_within_a_hundred_steps(seed: int) -> None:
    run = Session(dict(variants(find_recipe(LAB, (f"training.seed={seed}",))))["no limit"]).runs[0]
    norms = []
    for _step in range(100):
        run.advance(1)
        norms.append(norm(run.snapshot()))
    assert max(norms) > stated(LAB, "20")


@pytest.mark.parametrize("seed", ONE)
def test_short_sequences_need_no_limit(seed: int) -> None:
    assert all(result.train.loss < 0.05 for result in session_of(LAB, "data.length=5", seed=seed).results())


@pytest.mark.parametrize("limit", ["optimizer.clipvalue=0.1", "optimizer.clipnorm=1.0"])
def test_the_other_limits_save_it_too(limit: str) -> None:
    assert result_of(LAB, "runs=[]", limit).train.loss < 0.5


def test_the_data_is_as_it_says() -> None:
    run = Session(find_recipe(LAB)).runs[0]
    assert run.task.steps_per_epoch == 16
    most = 1.6**40
    assert most == pytest.approx(stated(LAB, "150") * 1e6, rel=0.05)
    weights = run.task.state().arrays["0.simple_rnn.recurrent_weights"]
    assert weights.shape == (16, 16)
    assert np.std(weights) == pytest.approx(stated(LAB, "0.4"), abs=0.05)
