"""What the text of the lab `gan` claims, on several seeds."""

from __future__ import annotations

import functools
import math

import numpy as np
import pytest
from test_labs import run_of, stated

from tuitrainer.training.labs import find_recipe
from tuitrainer.training.recipe.load import variants
from tuitrainer.training.run import Run
from tuitrainer.training.tasks.gan import COVERED, Gan, spread

LAB = "gan"
LATER = tuple(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 10))
PACKS = "networks.discriminator.input_shape=[8]"


def task_of(run: Run) -> Gan:
    assert isinstance(run.task, Gan)
    return run.task


def covered(gan: Gan) -> int:
    return int((gan.settings.shares(gan.seen()[1]) >= COVERED).sum())


@functools.cache
def ended(name: str, *settings: str, seed: int) -> Gan:
    return task_of(run_of(LAB, name, *settings, seed=seed).runs[0])


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long), *LATER])
def test_it_has_collapsed_after_300_steps(seed: int) -> None:
    gan = ended("collapses", "training.epochs=3", seed=seed)
    assert gan.step == stated(LAB, "300")
    assert covered(gan) <= 1
    assert spread(gan.seen()[1]) < 0.4


@pytest.mark.parametrize("seed", [0, 1, *LATER])
def test_the_cured_one_covers_seven_modes_or_more(seed: int) -> None:
    gan = ended("cured", seed=seed)
    assert gan.step == 1000
    assert covered(gan) >= 7
    made = gan.seen()[1]
    assert gan.settings.shares(made).sum() >= 0.6
    assert spread(made) == pytest.approx(stated(LAB, "2.0"), abs=0.25)
    assert stated(LAB, "1.386") == pytest.approx(2 * math.log(2), abs=5e-4)
    assert gan.score()[0].loss == pytest.approx(1.386, abs=0.25)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_it_stays_collapsed_and_flees_and_its_loss_says_nothing(seed: int) -> None:
    run = Run("collapses", dict(variants(find_recipe(LAB, (f"training.seed={seed}",))))["collapses"])
    run.advance(200)
    gan, places = task_of(run), []
    while run.active:
        run.advance(100)
        assert covered(gan) <= 1
        made = gan.seen()[1]
        assert spread(made) < 0.5
        places.append(made.mean(axis=0))
    leaps = np.linalg.norm(np.diff(places, axis=0), axis=1)
    assert (leaps > 1).sum() >= 2
    losses = np.array([score.loss for score in run.scores[2:]])
    assert np.median(losses) == pytest.approx(1.386, abs=0.25)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_packs_and_balance_are_cures_too(seed: int) -> None:
    assert covered(ended("collapses", PACKS, seed=seed)) >= 4
    assert covered(ended("collapses", "task.discriminator_steps=12", seed=seed)) >= 5


def test_the_mixture_is_as_described() -> None:
    (_name, recipe), _cured = variants(find_recipe(LAB))
    gan = task_of(Run("collapses", recipe))
    assert (gan.settings.modes, gan.settings.radius) == (8, 2)
    assert gan.settings.sigma == stated(LAB, "0.1")
    assert 3 * gan.settings.sigma == pytest.approx(stated(LAB, "0.3"))
    assert gan.settings.generator_steps == stated(LAB, "12")
    assert recipe.training.batch_size == stated(LAB, "128")
    real, made = gan.seen()
    assert len(made) == stated(LAB, "1000")
    assert spread(real) == pytest.approx(2.0, abs=0.05)
