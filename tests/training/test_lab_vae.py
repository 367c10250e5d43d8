"""What the text of the lab `vae` claims, on several seeds."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from test_labs import session_of, stated

from tuitrainer import data
from tuitrainer.training.run import Run
from tuitrainer.training.tasks.vae import Vae

LAB = "vae"
SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 10)))


def task_of(run: Run) -> Vae:
    assert isinstance(run.task, Vae)
    return run.task


@functools.cache
def ended(*settings: str, seed: int) -> Vae:
    return task_of(session_of(LAB, *settings, seed=seed).runs[0])


def sizes(task: Vae) -> tuple[float, float]:
    """The mean standard deviation of a cloud, and how far the means of all are spread."""
    mean, log_variance = task.encode(task.held_out)
    return float(np.exp(log_variance / 2).mean()), float(mean.std(axis=0).mean())


@pytest.mark.parametrize("seed", SEEDS)
def test_two_numbers_say_much_about_a_digit(seed: int) -> None:
    task = ended(seed=seed)
    own, trivial = task.errors()
    assert trivial == pytest.approx(stated(LAB, "0.073"), abs=5e-4)
    assert own == pytest.approx(stated(LAB, "0.04"), abs=0.004)
    assert trivial / own >= stated(LAB, "1.7")
    rebuilding, kl = task.parts(task.held_out, part=1)
    assert rebuilding == pytest.approx(stated(LAB, "22.5"), abs=0.6)
    assert kl.sum() == pytest.approx(stated(LAB, "2.3"), abs=0.3)
    assert kl.min() > stated(LAB, "0.8")
    held_out = task.score()[1]
    assert held_out is not None
    assert held_out.loss == pytest.approx(rebuilding + kl.sum(), rel=1e-9)
    cloud, spread = sizes(task)
    assert cloud == pytest.approx(stated(LAB, "0.3"), abs=0.06)
    assert spread == pytest.approx(0.95, abs=0.1)


@pytest.mark.parametrize("seed", SEEDS)
def test_neighbours_are_of_one_kind(seed: int) -> None:
    task = ended(seed=seed)
    labels = data.split(data.load("digits"), 0.2).train.y
    codes, known = task.encode(task.held_out)[0], task.encode(task.train)[0]
    nearest = np.square(codes[:, None] - known).sum(axis=2).argmin(axis=1)
    assert np.mean(labels[nearest] == task.labels) == pytest.approx(2 / 3, abs=0.06)


def test_the_line_ends_at_what_is_rebuilt() -> None:
    _examples, rebuilt, way = ended(seed=0).strips()
    np.testing.assert_allclose(way[[0, -1]], rebuilt[[0, -1]], atol=1e-6)
    assert np.abs(way[1] - way[2]).max() > 0.1


def test_the_data_is_as_large_as_it_says() -> None:
    task = ended(seed=0)
    assert (len(task.train), len(task.held_out)) == (stated(LAB, "1438"), stated(LAB, "359"))
    wanted, trivial = task.held_out.reshape(359, -1), task.train.mean(axis=0).ravel()
    p = np.clip(trivial, 1e-3, 1 - 1e-3)
    cost = -(wanted * np.log(p) + (1 - wanted) * np.log(1 - p)).sum(axis=1).mean()
    assert cost == pytest.approx(stated(LAB, "27"), abs=0.5)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_without_kl_with_much_and_with_more_room(seed: int) -> None:
    cloud, spread = sizes(ended(seed=seed))
    free, wide = sizes(ended("task.kl_weight=0", seed=seed))
    assert free < cloud / 30
    assert wide > 4 * spread
    assert ended("task.kl_weight=0", seed=seed).errors()[0] < ended(seed=seed).errors()[0]
    heavy = ended("task.kl_weight=20", seed=seed)
    assert heavy.parts(heavy.held_out)[1].sum() < stated(LAB, "0.01")
    own, trivial = heavy.errors()
    assert own == pytest.approx(trivial, rel=0.02)
    eight = ended("networks.encoder.layers[3].units=16", "networks.decoder.input_shape=[8]", seed=seed)
    kl = eight.parts(eight.held_out)[1]
    assert 3 <= (kl > 0.3).sum() <= 5
    assert (kl < 0.05).sum() >= 3
