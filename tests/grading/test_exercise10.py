"""exercise10's reference against finite differences, the mean that dropout keeps, and a plain count."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module

H = 1e-6


@pytest.fixture(scope="module")
def reference() -> Any:
    return load_module(find_exercise(find_course(), "exercise10").solution)


@pytest.mark.parametrize("name", ["l2", "l1"])
def test_a_penaltys_gradient_is_its_slope(reference: Any, name: str) -> None:
    penalty, gradient = vars(reference)[f"{name}_penalty"], vars(reference)[f"{name}_gradient"]
    weights = np.array([[0.7, -1.2, 2.0], [-0.4, 1.5, -3.0]])
    for index in np.ndindex(weights.shape):
        step = np.zeros(weights.shape)
        step[index] = H
        slope = (penalty(weights + step, 0.3) - penalty(weights - step, 0.3)) / (2 * H)
        assert abs(slope - gradient(weights, 0.3)[index]) < 1e-8


def test_dropout_keeps_the_mean(reference: Any) -> None:
    out, mask = reference.dropout_forward(np.full((1000, 500), 3.0), 0.3, np.random.default_rng(0), True)
    assert set(np.unique(mask)) == {0.0, 1 / 0.7}
    assert abs((mask == 0).mean() - 0.3) < 7 * np.sqrt(0.3 * 0.7 / mask.size)
    assert abs(out.mean() - 3) < 0.05


def test_dropout_backward_is_the_slope_for_the_same_draw(reference: Any) -> None:
    rng = np.random.default_rng(1)
    x, grad_output = rng.normal(size=(2, 4, 5))

    def loss(x: Any) -> float:
        return float((grad_output * reference.dropout_forward(x, 0.4, np.random.default_rng(2), True)[0]).sum())

    mask = reference.dropout_forward(x, 0.4, np.random.default_rng(2), True)[1]
    direction = rng.normal(size=x.shape)
    slope = (loss(x + H * direction) - loss(x - H * direction)) / (2 * H)
    assert abs(slope - (reference.dropout_backward(grad_output, mask) * direction).sum()) < 1e-7


def test_early_stopping_stops_at_the_first_long_enough_row(reference: Any) -> None:
    rng = np.random.default_rng(3)
    for _ in range(100):
        losses = rng.integers(0, 20, 40) / 4
        stopping, best = reference.EarlyStopping(3, 0.5), np.inf
        verdicts = []
        for loss in losses:
            verdicts.append(loss < best - 0.5)
            best = loss if verdicts[-1] else best
            stop = stopping.update(loss)
            assert stop == (len(verdicts) >= 3 and not any(verdicts[-3:]))
            assert stopping.best == best
            if stop:
                break
