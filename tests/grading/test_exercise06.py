"""exercise06's reference against closed forms, least squares and simulated runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module


@pytest.fixture(scope="module")
def reference() -> Any:
    return load_module(find_exercise(find_course(), "exercise06").solution)


def test_a_descent_on_a_parabola_is_a_geometric_sequence(reference: Any) -> None:
    walk = reference.descend(lambda x: 3 * (x - 2), -1.0, 0.1, 1e-3, 100)
    steps = np.arange(len(walk))
    np.testing.assert_allclose(walk, 2 - 3 * 0.7**steps, rtol=1e-12)
    assert abs(3 * (walk[-1] - 2)) < 1e-3 <= abs(3 * (walk[-2] - 2))


def test_a_descent_never_makes_more_steps_than_it_may(reference: Any) -> None:
    assert reference.descend(lambda x: 2 * x, np.ones(3), 0.1, 0.0, 4).shape == (5, 3)
    assert reference.descend(lambda x: 2 * x, np.ones(3), 0.1, 0.0, 0).shape == (1, 3)


def test_the_gradient_of_a_line_is_that_of_its_error(reference: Any) -> None:
    rng = np.random.default_rng(6)
    x, y = rng.normal(size=(2, 9))

    def error(a: float, b: float) -> float:
        return float(sum((a * u + b - v) ** 2 for u, v in zip(x, y, strict=True)) / 18)

    a, b, h = 0.7, -0.4, 1e-5
    by_differences = [(error(a + h, b) - error(a - h, b)) / (2 * h), (error(a, b + h) - error(a, b - h)) / (2 * h)]
    np.testing.assert_allclose(reference.linear_regression_gradient(x, y, a, b), by_differences, rtol=1e-8)
    np.testing.assert_allclose(reference.linear_regression_gradient(x, y, *np.polyfit(x, y, 1)), 0, atol=1e-12)


def test_averaging_rates_give_the_average(reference: Any) -> None:
    samples = np.random.default_rng(6).normal(size=20)
    found = reference.sgd_mean(samples, 100.0, reference.averaging_rates(20))
    np.testing.assert_allclose(found[1:], [samples[: n + 1].mean() for n in range(20)], rtol=1e-10)


@pytest.mark.parametrize("rate", [0.1, 0.5, 1.6])
def test_the_variance_of_many_runs_tends_to_its_limit(reference: Any, rate: float) -> None:
    """20,000 runs: the variance of a sample of that size is off by 1% or so."""
    samples = np.random.default_rng(6).normal(3, 2, (60, 20_000))
    last = reference.sgd_mean(samples, np.zeros(20_000), np.full(60, rate))[-1]
    assert last.var() == pytest.approx(reference.limit_variance(rate, 2.0), rel=0.06)
