"""The bounded history against the obvious one that keeps everything."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tuitrainer.training.history import MAXIMUM_BUCKETS, History


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=12), st.integers(0, 2**32))
def test_history_keeps_every_extreme_and_the_mean_whatever_the_cuts(cuts: list[int], seed: int) -> None:
    values = np.random.default_rng(seed).standard_normal(sum(cuts))
    steps = np.arange(values.size) * 3 + 7
    history = History()
    start = 0
    for cut in cuts:
        history.extend(steps[start : start + cut], values[start : start + cut])
        start += cut
    curve = history.curve()
    assert curve.step.size == curve.low.size == curve.high.size == curve.mean.size <= MAXIMUM_BUCKETS
    assert curve.step[0] == 7
    assert (np.diff(curve.step) > 0).all()
    starts = np.searchsorted(steps, curve.step)  # of the points of each bucket
    means = np.add.reduceat(values, starts) / np.diff(starts, append=values.size)
    np.testing.assert_array_equal(curve.low, np.minimum.reduceat(values, starts).astype(np.float32))
    np.testing.assert_array_equal(curve.high, np.maximum.reduceat(values, starts).astype(np.float32))
    np.testing.assert_allclose(curve.mean, means, rtol=1e-5, atol=1e-6)
    assert history.last_step == steps[-1]


def test_a_million_points_keep_a_spike_of_one_step() -> None:
    values = np.zeros(1_000_000)
    values[123_456] = 9.0
    history = History()
    for start in range(0, values.size, 10_000):
        history.extend(np.arange(start, start + 10_000), values[start : start + 10_000])
    curve = history.curve()
    assert curve.step.size <= MAXIMUM_BUCKETS
    assert curve.high.max() == 9.0
    assert curve.step[int(curve.high.argmax())] <= 123_456


@given(st.integers(1, 9000), st.integers(0, 9000))
def test_forgetting_leaves_nothing_that_begins_later(points: int, last: int) -> None:
    history = History()
    history.extend(np.arange(points), np.arange(points, dtype=float))
    history.forget_after(last)
    curve = history.curve()
    assert (curve.step <= last).all()
    assert curve.step.size > 0
    assert history.last_step == min(points - 1, last)
    history.append(points + 1, 1.0)
    assert history.curve().step[-1] <= points + 1


def test_an_empty_history_has_an_empty_curve() -> None:
    assert np.isnan(History().curve().last)
    history = History()
    history.append(5, 2.0)
    assert history.curve().last == 2.0
