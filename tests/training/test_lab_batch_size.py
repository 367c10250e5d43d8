"""What the text of the lab `batch-size` claims, on several seeds of the batches' order."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt
import pytest
from test_labs import result_of, run_of, session_of, stated

from tuitrainer.training.snapshot import RunSnapshot

LAB = "batch-size"
NAMES = ("all 100", "10 at a time", "1 at a time")
LONG = [pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 10)]
SEEDS = (0, 1, *LONG[1:])
ONE = (0, *LONG)
ONE_BY_ONE = ("runs=[]", "training.batch_size=1", "training.epochs=20")


@functools.cache
def runs(seed: int) -> tuple[RunSnapshot, ...]:
    return session_of(LAB, seed=seed).snapshot().runs


def errors(run: RunSnapshot) -> npt.NDArray[np.float64]:
    """E over all points, at the start and after each step."""
    x, y = run.figures["fit/points"].T
    a, b = np.asarray(run.figures["surface/path"], np.float64).T
    misses = a[:, None] * x + b[:, None] - y
    return np.asarray(np.mean(misses**2, axis=1) / 2)


def above_the_best(run: RunSnapshot) -> npt.NDArray[np.float64]:
    """How far b is above its best value, at the start and after each step."""
    return np.asarray(run.figures["surface/path"][:, 1] - run.figures["surface/minimum"][1], np.float64)


def scatter(run: RunSnapshot) -> float:
    return float(run.curves["loss"].mean[-500:].std())


@pytest.mark.parametrize("seed", SEEDS)
def test_smooth_wobbly_and_wild(seed: int) -> None:
    assert tuple(run.name for run in runs(seed)) == NAMES
    assert {run.step for run in runs(seed)} == {stated(LAB, "2000")}
    whole, ten, single = (np.diff(errors(run)) for run in runs(seed))
    assert (whole < 0).all(), "the error falls at every step"
    assert np.mean(ten[-1500:] > 0) == pytest.approx(stated(LAB, "40") / 100, abs=0.06)
    assert np.mean(single[-1500:] > 0) == pytest.approx(0.5, abs=0.06)
    assert scatter(runs(seed)[1]) == pytest.approx(stated(LAB, "0.2"), abs=0.05)
    assert 2.8 < scatter(runs(seed)[2]) / scatter(runs(seed)[1]) < 4.4, "three to four times"


@pytest.mark.parametrize("seed", SEEDS)
def test_equally_far_after_equally_many_steps(seed: int) -> None:
    distances = [above_the_best(run) for run in runs(seed)]
    assert all(distance[0] == pytest.approx(stated(LAB, "4"), abs=0.3) for distance in distances)
    assert all(distance[-1] == pytest.approx(stated(LAB, "0.25"), abs=stated(LAB, "0.05")) for distance in distances)
    steps_an_epoch = [run.steps_per_epoch for run in runs(seed)]
    seen = [2000 * 100 / steps for steps in steps_an_epoch]
    assert seen == [200_000, 20_000, 2000]
    assert distances[0][20] > distances[0][0] - 0.1, "hardly moved in 20 steps"


@pytest.mark.parametrize("seed", ONE)
def test_a_smaller_rate_calms_the_path(seed: int) -> None:
    run = run_of(LAB, "1 at a time", seed=seed).runs[0]
    run.go_on()
    run.change("optimizer.learning_rate", 0.005 / 8)
    assert run.advance(2000) == 2000
    slopes = run.snapshot().figures["surface/path"][:, 0]
    assert slopes[-500:].std() < slopes[1500:2000].std() / 2


def test_a_rate_for_all_together_is_too_large_for_one() -> None:
    rate = "optimizer.learning_rate=0.07"
    assert not result_of(LAB, "runs=[]", rate).diverged
    assert result_of(LAB, "runs=[]", rate).train.loss < 0.42
    ten = result_of(LAB, "runs=[]", rate, "training.batch_size=10", "training.epochs=200")
    assert ten.train.loss < 2
    for seed in range(10):
        assert result_of(LAB, *ONE_BY_ONE, rate, seed=seed).diverged
    x = runs(0)[0].figures["fit/points"][:, 0]
    assert x.max() ** 2 + 1 == pytest.approx(stated(LAB, "97"), abs=0.5)
    moments = np.array([[np.mean(x * x), x.mean()], [x.mean(), 1.0]])
    assert np.linalg.eigvalsh(moments)[1] == pytest.approx(stated(LAB, "25.0"), abs=0.05)


@pytest.mark.parametrize("seed", ONE)
def test_without_noise_nothing_trembles_in_the_end(seed: int) -> None:
    single = run_of(LAB, "1 at a time", "data.noise=0", seed=seed).snapshot().runs[0]
    assert scatter(single) < scatter(runs(seed)[2]) / 20
    assert abs(above_the_best(single)[-1]) < 0.3
