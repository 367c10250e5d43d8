"""The task `line`: its gradient against central differences, its minimum against the closed form of another library."""

from __future__ import annotations

import numpy as np
import pytest

from tuitrainer.training.labs import find_recipe
from tuitrainer.training.task import Task, TaskState
from tuitrainer.training.tasks import prepare


def task(*settings: str) -> Task:
    return prepare(find_recipe("line", settings))


def loss_at(line: Task, slope: float, intercept: float) -> float:
    line.restore(TaskState(0, {"line": np.array([slope, intercept])}, line.learning_rate))
    return line.score()[0].loss


@pytest.mark.parametrize(("slope", "intercept"), [(0.58, 0.25), (-2.0, 7.0), (3.1, 0.4)])
def test_a_step_goes_against_the_gradient(slope: float, intercept: float) -> None:
    line = task()
    h = 1e-5
    numeric = np.array([
        (loss_at(line, slope + h, intercept) - loss_at(line, slope - h, intercept)) / (2 * h),
        (loss_at(line, slope, intercept + h) - loss_at(line, slope, intercept - h)) / (2 * h),
    ])  # fmt: skip
    loss = loss_at(line, slope, intercept)
    assert line.advance(1)[0] == pytest.approx(loss, rel=1e-12)
    moved = line.state().arrays["line"] - np.array([slope, intercept])
    np.testing.assert_allclose(moved, -line.learning_rate * numeric, rtol=1e-7, atol=1e-9)


def test_surface_and_minimum_are_those_of_the_loss() -> None:
    line = task()
    figures = line.watch().figures
    points = figures["fit/points"]
    np.testing.assert_allclose(figures["surface/minimum"], np.polyfit(points[:, 0], points[:, 1], 1), rtol=1e-9)
    low_a, high_a, low_b, high_b = figures["surface/bounds"]
    surface = figures["surface/values"]
    rows, columns = surface.shape
    for row, column in ((0, 0), (5, 40), (rows - 1, columns - 1)):
        slope = low_a + (high_a - low_a) * column / (columns - 1)
        intercept = low_b + (high_b - low_b) * row / (rows - 1)
        assert surface[row, column] == pytest.approx(np.log10(loss_at(line, slope, intercept)), abs=1e-5)


def test_going_back_shortens_the_path() -> None:
    line = task()
    state = line.state()
    line.advance(1)
    assert len(line.watch().figures["surface/path"]) == 2
    line.restore(state)
    assert len(line.watch().figures["surface/path"]) == 1
