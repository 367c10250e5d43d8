from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tuitrainer.charts.axes import linear_axis, logarithmic_axis
from tuitrainer.charts.ticks import (
    linear_ticks,
    logarithmic_label,
    logarithmic_ticks,
    short_number,
    tick_labels,
)


@pytest.mark.parametrize(
    ("low", "high", "count", "labels"),
    [
        (0, 1, 5, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0, 1500, 3, ["0", "500", "1000", "1500"]),
        (1, 120_000, 6, ["20k", "40k", "60k", "80k", "100k", "120k"]),
        (0, 2.5e6, 5, ["0", "0.5M", "1.0M", "1.5M", "2.0M", "2.5M"]),
        (2e-5, 9e-5, 4, ["2e-5", "4e-5", "6e-5", "8e-5"]),
        (-3, 3, 3, ["-2", "0", "2"]),
        (0, 3e38, 3, ["0", "1e38", "2e38", "3e38"]),
    ],
)
def test_linear_labels(low: float, high: float, count: int, labels: list[str]) -> None:
    assert tick_labels(linear_ticks(low, high, count)) == labels


@pytest.mark.parametrize(
    ("low", "high", "count", "labels"),
    [
        (-4, 2, 8, ["1e-4", "1e-3", "0.01", "0.1", "1", "10", "100"]),
        (-8, 2, 5, ["1e-8", "1e-6", "1e-4", "0.01", "1", "100"]),
        (-1.2, 0.1, 5, ["0.1", "0.2", "0.5", "1"]),
        (3, 5, 3, ["1000", "1e4", "1e5"]),
        (0.1, 0.12, 3, ["1.26", "1.28", "1.3"]),
    ],
)
def test_logarithmic_labels(low: float, high: float, count: int, labels: list[str]) -> None:
    assert [logarithmic_label(tick) for tick in logarithmic_ticks(low, high, count)] == labels


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0812345, "0.0812"), (1.0, "1"), (999.9, "1000"), (1234.4, "1234"), (12_500, "12.5k"), (99_999, "100k"),
        (1.5e-7, "1.5e-7"), (-1e20, "-1e20"), (0.0, "0"), (math.nan, "NaN"), (math.inf, "inf"), (-math.inf, "-inf"),
    ],
)  # fmt: skip
def test_short_numbers(value: float, text: str) -> None:
    assert short_number(value) == text


finite = st.floats(-1e38, 1e38)


@given(finite, finite, st.integers(1, 12))
def test_linear_ticks_are_few_round_and_inside(low: float, high: float, count: int) -> None:
    assume(high - low > 1e-6 * max(abs(low), abs(high)) and high - low > 1e-300)
    ticks = linear_ticks(low, high, count)
    slack = 1e-8 * (high - low)
    assert ticks.size <= 2 * count + 1
    assert ((ticks >= low - slack) & (ticks <= high + slack)).all()
    assert (np.diff(ticks) > 0).all()
    assert all(len(label) <= 9 for label in tick_labels(ticks))


@given(finite, finite)
def test_an_axis_is_made_of_any_two_numbers_and_places_its_ends(low: float, high: float) -> None:
    low, high = min(low, high), max(low, high)
    axis = linear_axis(low, high, 4)
    assert axis.low <= low
    assert axis.high >= high
    assert axis.low < axis.high
    assert axis.place([axis.low, axis.high], 9).tolist() == [0, 8]
    assert len(set(axis.labels)) == len(axis.labels)


@given(st.floats(-38, 38), st.floats(-38, 38), st.integers(1, 12))
def test_logarithmic_axis(low: float, high: float, count: int) -> None:
    axis = logarithmic_axis(min(low, high), max(low, high), count)
    assert ((axis.ticks >= axis.low - 1e-6) & (axis.ticks <= axis.high + 1e-6)).all()
    assert axis.ticks.size <= 2 * count + 1
    assert all(len(label) <= 8 for label in axis.labels)
