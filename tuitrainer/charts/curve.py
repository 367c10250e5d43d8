"""Numbers over training steps: a dim band for what was measured, a bright line for where it goes.

A cell of Braille dots has one colour. Lines are therefore drawn over bands, the last series on top, and where lines
share a cell it shows the dots of both in the colour of the last. Styles, not only colours, tell the lines apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from tuitrainer.charts import braille
from tuitrainer.charts.axes import (
    LEAST_HEIGHT, LEAST_WIDTH, Area, Axis, draw_x_axis, draw_y_axis, lay_out, linear_axis, logarithmic_axis,
)  # fmt: skip
from tuitrainer.charts.cells import Cells
from tuitrainer.charts.legend import Entry, draw_legend
from tuitrainer.charts.palette import Colours
from tuitrainer.charts.ticks import short_number

Values = npt.NDArray[np.float64]
Style = Literal["solid", "dashed", "dotted"]

LARGEST = 1e38
"""Larger numbers count as infinite, as they (nearly) are in float32."""
BAND = 0.45
"""How much of a series' colour its band keeps."""
SMOOTHING = 30
"""The moving average looks back over about one part in so many of the points."""
ON_OFF: dict[Style, tuple[int, int]] = {"solid": (1, 1), "dashed": (5, 8), "dotted": (1, 3)}
"""Columns of dots that are drawn, out of how many."""
SAMPLES: dict[Style, str] = {"solid": "──", "dashed": "╌╌", "dotted": "┈┈"}
"""The style as the legend shows it."""
FIRST_BAD = "x"
"""Where a curve first is not a number any more."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One curve. The arrays have one length; bucket i covers the steps from step[i] up to the next bucket's.

    A `smooth` line is drawn as a band from `low` to `high` with the moving average of `mean` in it, others as `mean`.
    """

    label: str
    step: npt.NDArray[np.int64]
    low: npt.NDArray[np.floating]
    high: npt.NDArray[np.floating]
    mean: npt.NDArray[np.floating]
    style: Style = "solid"
    colour: int = 0
    """Index into the colours of series."""
    smooth: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Traced:
    """A line reduced to columns of dots: values on the axis' scale, NaN where there is nothing to draw."""

    line: Line
    columns: Values
    low: Values
    high: Values
    mean: Values
    first_bad: int | None
    """The column of the first number that is none."""


def draw_curves(
    width: int,
    height: int,
    lines: Sequence[Line],
    *,
    colours: Colours,
    log_y: bool = False,
    marks: Sequence[tuple[int, str]] = (),
    x_label: str = "",
) -> Cells:
    """All lines over one range of steps, later ones on top, with a legend, axes and a dotted line at each mark.

    With `log_y` the scale is logarithmic and numbers that are not positive are left out. NaN and infinity are gaps.
    """
    cells = Cells.blank(width, height)
    if width <= 0 or height <= 0:
        return cells
    top = 0
    if height > LEAST_HEIGHT:
        entries = [Entry(SAMPLES[line.style], line.label, _last(line), colours.of(line.colour)) for line in lines]
        top = draw_legend(cells, entries, colours, most_rows=max(1, height // 6))
    rows = lay_out(width, height, 0, top).height
    span = _span(lines, log_y)
    axis_of = logarithmic_axis if log_y else linear_axis
    y_axis = axis_of(*span, max(2, min(8, rows // 3))) if span else Axis(0.0, 1.0, np.empty(0), ())
    area = lay_out(width, height, y_axis.label_width, top)
    steps = [line.step for line in lines if line.step.size]
    first = min((int(step.min()) for step in steps), default=0)
    last = max((int(step.max()) for step in steps), default=0)
    if area.width <= 0 or area.height <= 0:
        return cells
    x_axis = _step_axis(first, last, max(2, area.width // 12))
    if area.left:
        draw_y_axis(cells, area, y_axis, colours)
    if area.top + area.height < height:
        draw_x_axis(cells, area, x_axis, colours, x_label)
    traced = [_trace(line, x_axis, 2 * area.width, log_y) for line in lines if line.step.size]
    _draw_mark_lines(cells, area, x_axis, marks, colours)
    for each in traced:
        _draw_band(cells, area, y_axis, each, colours)
    drawn = braille.blank(area.width, area.height)
    for each in traced:
        _draw_line(cells, area, y_axis, each, colours, drawn)
    _draw_mark_texts(cells, area, x_axis, marks, colours)
    for each in traced:
        if each.first_bad is not None:
            cells.write(area.left + each.first_bad // 2, _row_before(area, y_axis, each), FIRST_BAD, colours.alert)
    return cells


def _last(line: Line) -> str:
    return short_number(float(line.mean[-1])) if line.mean.size else ""


def _step_axis(first: int, last: int, count: int) -> Axis:
    axis = linear_axis(float(first), float(max(last, first + 1)), count)
    whole = np.flatnonzero(axis.ticks == np.round(axis.ticks))
    return Axis(axis.low, axis.high, axis.ticks[whole], tuple(axis.labels[index] for index in whole))


def _span(lines: Sequence[Line], log_y: bool) -> tuple[float, float] | None:
    """The range of everything that is drawn; None when nothing is. From 0 if the lowest value is near it."""
    parts = [_scaled(part, log_y) for line in lines for part in ((line.low, line.high) if line.smooth else (line.mean,))]
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
        return np.log10(np.where(drawable, wide, 1.0), out=np.full(wide.shape, np.nan), where=drawable)
    return np.where(drawable, wide, np.nan)


def _trace(line: Line, axis: Axis, width: int, log_y: bool) -> _Traced:
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
    return _Traced(line, columns.astype(np.float64), lows, highs, means, first_bad)


def moving_average(values: Values, length: float) -> Values:
    """Exponential moving average with a decay of 1 - 1/length, without a bias to 0 at its start; NaN stays NaN.

    m_t = sum_i decay**i v_(t-i) / sum_i decay**i over the values that are numbers.
    """
    if length <= 1 or values.size < 2:
        return values
    finite = ~np.isnan(values)
    kernel = (1 - 1 / length) ** np.arange(min(values.size, int(8 * length) + 1))
    weighted = np.convolve(np.where(finite, values, 0.0), kernel)[: values.size]
    weights = np.convolve(finite.astype(np.float64), kernel)[: values.size]
    return np.divide(weighted, weights, out=np.full(values.size, np.nan), where=finite)


def _draw_band(cells: Cells, area: Area, axis: Axis, traced: _Traced, colours: Colours) -> None:
    if not traced.line.smooth:
        return
    columns = np.arange(2 * area.width)
    bottom = 4 * area.height - 1
    ends = [
        bottom - axis.place(np.interp(columns, traced.columns, part, left=np.nan, right=np.nan), 4 * area.height)
        for part in (traced.low, traced.high)
    ]
    dots = braille.blank(area.width, area.height)
    braille.fill_columns(dots, ends[0], ends[1])
    _put(cells, area, dots, colours.dimmed(colours.of(traced.line.colour), BAND))


def _draw_line(
    cells: Cells, area: Area, axis: Axis, traced: _Traced, colours: Colours, drawn: braille.Dots
) -> None:  # fmt: skip
    """`drawn` holds the dots of all lines so far and gets this line's."""
    dots = braille.blank(area.width, area.height)
    rows = 4 * area.height - 1 - axis.place(traced.mean, 4 * area.height)
    braille.draw_polyline(dots, traced.columns, rows)
    on, period = ON_OFF[traced.line.style]
    if period > on:
        dots &= np.arange(dots.shape[1]) % period < on
    colour = colours.of(traced.line.colour)
    drawn |= dots
    _put(cells, area, dots, colour, drawn)
    finite = ~np.isnan(rows)
    if finite.sum() == 1:  # one dot alone is easily overlooked
        column, row = int(traced.columns[finite][0]) // 2, int(np.round(rows[finite][0])) // 4
        cells.write(area.left + column, area.top + row, "•", colour)


def _put(cells: Cells, area: Area, dots: braille.Dots, colour: int, shown: braille.Dots | None = None) -> None:
    """Colour the cells in which there are `dots`, with the dots `shown` there."""
    patterns = braille.pack(dots)
    used = patterns != braille.BLANK
    if shown is not None:
        patterns = braille.pack(shown)
    cells.characters[area.slices][used] = patterns[used]
    cells.foreground[area.slices][used] = colour


def _row_before(area: Area, axis: Axis, traced: _Traced) -> int:
    """The row of the last number before the first one that is none; the top row if there is none before."""
    before = (traced.columns <= (traced.first_bad or 0)) & ~np.isnan(traced.mean)
    if not before.any():
        return area.top
    position = axis.place(traced.mean[before][-1], 4 * area.height)
    return area.top + area.height - 1 - int(np.clip(np.round(position), 0, 4 * area.height - 1)) // 4


def _draw_mark_lines(
    cells: Cells, area: Area, axis: Axis, marks: Sequence[tuple[int, str]], colours: Colours
) -> None:  # fmt: skip
    for step, _text in marks:
        if axis.low <= step <= axis.high:
            column = area.left + int(np.round(axis.place(step, 2 * area.width))) // 2
            for row in range(area.top, area.top + area.height):
                cells.write(column, row, "┊", colours.faint)


def _draw_mark_texts(
    cells: Cells, area: Area, axis: Axis, marks: Sequence[tuple[int, str]], colours: Colours
) -> None:  # fmt: skip
    """Each text beside its line in the first of three rows where it has room; the latest are placed first."""
    free = np.full(3, area.left + area.width)
    for step, text in sorted(marks, reverse=True):
        if not axis.low <= step <= axis.high or area.width < LEAST_WIDTH or area.height < LEAST_HEIGHT:
            continue
        column = area.left + int(np.round(axis.place(step, 2 * area.width))) // 2
        after, before = column + 1, column - len(text)
        rows_after = np.flatnonzero(after + len(text) < free + 1)
        rows_before = np.flatnonzero((column <= free) & (before >= area.left))
        if rows_after.size:
            row, start = int(rows_after[0]), after
        elif rows_before.size:
            row, start = int(rows_before[0]), before
        else:
            continue
        cells.write(start, area.top + row, text, colours.axis)
        free[row] = min(start, column) - 1
