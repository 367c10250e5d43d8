"""What the text of the lab `diffusion` claims, on several seeds."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from test_labs import session_of, stated

from tuitrainer.training import Session
from tuitrainer.training.labs import find_recipe
from tuitrainer.training.run import Run
from tuitrainer.training.tasks.diffusion import Diffusion

LAB = "diffusion"
SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 10)))
LONG = pytest.mark.long


def task_of(run: Run) -> Diffusion:
    assert isinstance(run.task, Diffusion)
    return run.task


@functools.cache
def ended(*settings: str, seed: int) -> Diffusion:
    return task_of(session_of(LAB, *settings, seed=seed).runs[0])


def shares(task: Diffusion) -> list[float]:
    """How many of the made points are nearest to their class, by the steps that are still to go."""
    way, labels = task.made()
    return [task.faithful(points, labels) for points in way]


@pytest.mark.parametrize("seed", SEEDS)
def test_it_guesses_better_than_a_multiple_and_makes_points_of_the_class(seed: int) -> None:
    task = ended(seed=seed)
    assert task.step == stated(LAB, "2000")
    trivial = float(task.noising.alphas_bar.mean())
    assert trivial == pytest.approx(stated(LAB, "0.424"), abs=5e-4)
    train, held_out = task.score()
    assert held_out is not None
    assert train.loss == pytest.approx(stated(LAB, "0.28"), abs=0.03)
    assert train.loss < 1 / 3
    assert held_out.loss < 0.37
    by_steps = shares(task)
    assert by_steps[0] >= stated(LAB, "95") / 100
    assert by_steps[20] == pytest.approx(2 / 3, abs=0.1)
    assert by_steps[8] == pytest.approx(5 / 6, abs=0.1)
    assert by_steps[40] == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("seed", range(3))
def test_fifty_steps_beat_the_best_multiple(seed: int) -> None:
    run = Session(find_recipe(LAB, (f"training.seed={seed}",))).runs[0]
    run.advance(50)
    assert run.task.score()[0].loss < stated(LAB, "0.424")


def test_the_moons_become_thin_in_the_end() -> None:
    task = ended(seed=0)
    way, _labels = task.made()
    distance = [np.sqrt(np.square(points[:, None] - task.examples).sum(axis=2).min(axis=1)) for points in way]
    medians = [float(np.median(values)) for values in distance]
    assert medians[0] < 0.05
    assert medians[8] > 2 * medians[0]
    assert min(medians[12:]) > medians[8] / 1.5


def test_the_noise_and_the_data_are_as_described() -> None:
    task = ended(seed=0)
    assert task.noising.steps - 1 == stated(LAB, "39")
    assert task.noising.alphas_bar[-1] == pytest.approx(stated(LAB, "0.013"), abs=5e-4)
    assert task.noising.betas[[0, -1]].tolist() == pytest.approx([stated(LAB, "0.001"), stated(LAB, "0.2")])
    assert len(task.examples) == stated(LAB, "1000")
    np.testing.assert_allclose(task.examples.std(axis=0), 1)


@LONG
@pytest.mark.parametrize("seed", range(3))
def test_without_the_class_with_few_steps_and_on_other_points(seed: int) -> None:
    assert shares(ended("task.conditional=false", seed=seed))[0] == pytest.approx(stated(LAB, "50") / 100, abs=0.06)
    assert shares(ended("task.steps=5", "task.beta_end=0.9", seed=seed))[0] < stated(LAB, "90") / 100
    assert shares(ended("data.name=circles", seed=seed))[0] >= 0.93
    assert shares(ended("data.name=spirals", seed=seed))[0] < 0.75
    assert shares(ended("task.steps=200", "task.beta_end=0.04", seed=seed))[0] >= 0.95
