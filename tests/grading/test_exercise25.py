"""exercise25's reference against NumPy's own interpolation and grid, and against the meaning of its search."""

from __future__ import annotations

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module

E = load_module(find_exercise(find_course(), "exercise25").solution)


@pytest.mark.parametrize("seed", range(10))
def test_the_curve_goes_through_all_points_in_straight_lines(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 12))
    knots, values = np.cumsum(rng.uniform(0.1, 2, count)) - 5, rng.normal(0, 3, count)
    x = np.concatenate([knots, rng.uniform(knots[0], knots[-1], 100)])
    assert E.relu_sum(x, E.piecewise_relu(knots, values)) == pytest.approx(np.interp(x, knots, values), abs=1e-9)


@pytest.mark.parametrize(("low", "high", "n"), [(1e-4, 1.0, 5), (0.3, 70.0, 2), (2.0, 3.0, 11)])
def test_the_grid_is_geometric(low: float, high: float, n: int) -> None:
    assert E.log_grid(low, high, n) == pytest.approx(np.geomspace(low, high, n), rel=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_the_search_ends_where_a_layer_does_not_help(seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = np.round(np.cumsum(rng.normal(0.1, 0.1, 6)), 1)
    depth, scores = E.grow_until_worse(lambda depth: table[depth - 1], 6)
    assert np.array_equal(scores, table[: len(scores)])
    assert (np.diff(scores[:depth]) > 0).all()
    assert len(scores) in (depth, depth + 1)
    assert depth == 6 if len(scores) == depth else scores[depth] <= scores[depth - 1]
