"""Curves on their way to dots: any number of points becomes one for each column, spikes and gaps included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from tuitrainer.charts.axes import LARGEST, Axis

Values = npt.NDArray[np.float64]
Style = Literal["solid", "dashed", "dotted"]

SMOOTHING = 60
"""The moving average looks about one part in so many of the points back, and as many ahead."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One curve. The arrays have one length; bucket i covers the steps from step[i] up to the next bucket's.

    Where x is no step, `step` are any numbers and low, high and mean the same.

    A `smooth` line is drawn as a band from `low` to `high` with the moving average of `mean` in it, others as `mean`.
    """

    label: str
    step: npt.NDArray[np.int64] | npt.NDArray[np.float64]
    low: npt.NDArray[np.floating]
    high: npt.NDArray[np.floating]
    mean: npt.NDArray[np.floating]
    style: Style = "solid"
    colour: int = 0
    """Index into the colours of series."""
    smooth: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """A line reduced to columns of dots: values on the axis' scale, NaN where there is nothing to draw."""

    line: Line
    columns: Values
    low: Values
    high: Values
    mean: Values
    first_bad: int | None
    """The column of the first number that is none."""


def span(lines: Sequence[Line], log_y: bool) -> tuple[float, float] | None:
    """The range of everything that is drawn; None when nothing is. From 0 if the lowest value is near it."""
    parts = [
        _scaled(part, log_y) for line in lines for part in ((line.low, line.high) if line.smooth else (line.mean,))
    ]
    values = np.concatenate(parts) if parts else np.empty(0)
    values = values[~np.isnan(values)]
    if not values.size:
        return None
    low, high = float(values.min()), float(values.max())
    return (0.0 if not log_y and 0 < low < 0.3 * high else low), high


def _scaled(values: npt.NDArray[np.floating], log_y: bool) -> Values:
    """Values on the axis' scale, NaN where they can't be drawn."""
    wide = np.asarray(values, np.float64)
    drawable = np.abs(wide) < LARGEST
    if log_y:
        drawable &= wide > 1 / LARGEST
        return np.where(drawable, np.log10(np.where(drawable, wide, 1.0)), np.nan)
    return np.where(drawable, wide, np.nan)


def trace(line: Line, axis: Axis, width: int, log_y: bool) -> Trace:
    """The line over an axis of steps that is `width` columns of dots long; it has one point at least."""
    order = np.argsort(line.step, kind="stable")
    column = np.round(axis.place(line.step[order], width)).astype(np.int64)
    starts = np.flatnonzero(np.diff(column, prepend=-1))
    columns = column[starts]
    low, high, mean = (_scaled(part, log_y)[order] for part in (line.low, line.high, line.mean))
    bad = ~(np.abs(np.asarray(line.mean, np.float64)[order]) < LARGEST)
    lows, highs = np.fmin.reduceat(low, starts), np.fmax.reduceat(high, starts)
    finite = ~np.isnan(mean)
    count = np.add.reduceat(finite.astype(np.float64), starts)
    total = np.add.reduceat(np.where(finite, mean, 0.0), starts)
    means = np.divide(total, count, out=np.full(starts.size, np.nan), where=count > 0)
    if line.smooth:
        # Where the lower end of a bucket can't be on a logarithmic axis, its mean still can.
        lows, highs = np.where(np.isnan(lows), means, lows), np.where(np.isnan(highs), means, highs)
        means = moving_average(means, max(1.0, means.size / SMOOTHING))
    first_bad = int(column[np.argmax(bad)]) if bad.any() else None
    return Trace(line, columns.astype(np.float64), lows, highs, means, first_bad)


def moving_average(values: Values, length: float) -> Values:
    """Exponential moving average that looks both ways, so that it does not lag behind; NaN stays NaN.

    m_t = sum_i decay**|t-i| v_i / sum_i decay**|t-i| with decay = 1 - 1/length, over the values that are numbers.
    """
    if length <= 1 or values.size < 2:
        return values
    reach = min(values.size, int(8 * length)) + 1
    kernel = (1 - 1 / length) ** np.abs(np.arange(1 - reach, reach))
    finite = ~np.isnan(values)
    here = slice(reach - 1, reach - 1 + values.size)
    weighted = np.convolve(np.where(finite, values, 0.0), kernel)[here]
    weights = np.convolve(finite.astype(np.float64), kernel)[here]
    return np.asarray(np.divide(weighted, weights, out=np.full(values.size, np.nan), where=finite))
