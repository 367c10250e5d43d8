"""Numbers over training steps: a dim band for what was measured, a bright line for where it goes.

A cell of Braille dots has one colour. Lines are therefore drawn over bands, the last series on top, and where lines
share a cell it shows the dots of both in the colour of the last. Styles, not only colours, tell the lines apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuitrainer.charts import braille
from tuitrainer.charts.axes import (
    LEAST_HEIGHT,
    Area,
    Axis,
    draw_x_axis,
    draw_y_axis,
    lay_out,
    linear_axis,
    logarithmic_axis,
)
from tuitrainer.charts.cells import Cells
from tuitrainer.charts.legend import Entry, draw_legend
from tuitrainer.charts.marks import draw_mark_lines, draw_mark_texts
from tuitrainer.charts.palette import Colours
from tuitrainer.charts.ticks import short_number, tick_labels
from tuitrainer.charts.trace import Line, Style, Trace, span, trace

__all__ = ["Line", "draw_curves"]

BAND = 0.45
"""How much of a series' colour its band keeps."""
ON_OFF: dict[Style, tuple[int, int]] = {"solid": (1, 1), "dashed": (5, 8), "dotted": (1, 3)}
"""Columns of dots that are drawn, out of how many."""
SAMPLES: dict[Style, str] = {"solid": "──", "dashed": "╌╌", "dotted": "┈┈"}
"""The style as the legend shows it."""
FIRST_BAD = "x"
"""Where a curve first is not a number any more."""


def draw_curves(
    width: int,
    height: int,
    lines: Sequence[Line],
    *,
    colours: Colours,
    log_y: bool = False,
    marks: Sequence[tuple[int, str]] = (),
    x_label: str = "",
    whole_steps: bool = True,
) -> Cells:
    """All lines over one range of steps, later ones on top, with a legend, axes and a dotted line at each mark.

    With `log_y` the scale is logarithmic and numbers that are not positive are left out. NaN and infinity are gaps.
    Steps are whole numbers; x may be any finite numbers where they are not.
    """
    cells = Cells.blank(width, height)
    if width <= 0 or height <= 0:
        return cells
    top = 0
    if height > LEAST_HEIGHT:
        entries = [Entry(SAMPLES[line.style], line.label, _last(line), colours.of(line.colour)) for line in lines]
        top = draw_legend(cells, entries, colours, most_rows=max(1, height // 4))
    rows = lay_out(width, height, 0, top).height
    ends = span(lines, log_y)
    axis_of = logarithmic_axis if log_y else linear_axis
    y_axis = axis_of(*ends, max(2, min(8, rows // 3))) if ends else Axis(0.0, 1.0, np.empty(0), ())
    area = lay_out(width, height, y_axis.label_width, top)
    steps = [line.step for line in lines if line.step.size]
    first = min((float(step.min()) for step in steps), default=0.0)
    last = max((float(step.max()) for step in steps), default=0.0)
    if area.width <= 0 or area.height <= 0:
        return cells
    ticks = max(2, area.width // 12)
    x_axis = _step_axis(first, last, ticks) if whole_steps else linear_axis(first, last, ticks)
    if area.left:
        draw_y_axis(cells, area, y_axis, colours)
    if area.top + area.height < height:
        draw_x_axis(cells, area, x_axis, colours, x_label)
    traces = [trace(line, x_axis, 2 * area.width, log_y) for line in lines if line.step.size]
    draw_mark_lines(cells, area, x_axis, marks, colours)
    for each in traces:
        _draw_band(cells, area, y_axis, each, colours)
    drawn = braille.blank(area.width, area.height)
    for each in traces:
        _draw_line(cells, area, y_axis, each, colours, drawn)
    draw_mark_texts(cells, area, x_axis, marks, colours)
    for each in traces:
        if each.first_bad is not None:
            cells.write(area.left + each.first_bad // 2, _row_before(area, y_axis, each), FIRST_BAD, colours.alert)
    return cells


def _last(line: Line) -> str:
    return short_number(float(line.mean[-1])) if line.mean.size else ""


def _step_axis(first: float, last: float, count: int) -> Axis:
    axis = linear_axis(first, max(last, first + 1), count)
    whole = axis.ticks[axis.ticks == np.round(axis.ticks)]
    return Axis(axis.low, axis.high, whole, tuple(tick_labels(whole)))


def _draw_band(cells: Cells, area: Area, axis: Axis, curve: Trace, colours: Colours) -> None:
    if not curve.line.smooth:
        return
    columns = np.arange(2 * area.width)
    bottom = 4 * area.height - 1
    ends = [
        bottom - axis.place(np.interp(columns, curve.columns, part, left=np.nan, right=np.nan), 4 * area.height)
        for part in (curve.low, curve.high)
    ]
    dots = braille.blank(area.width, area.height)
    braille.fill_columns(dots, ends[0], ends[1])
    _put(cells, area, dots, colours.dimmed(colours.of(curve.line.colour), BAND))


def _draw_line(
    cells: Cells, area: Area, axis: Axis, curve: Trace, colours: Colours, drawn: braille.Dots
) -> None:  # fmt: skip
    """`drawn` holds the dots of all lines so far and gets this line's."""
    dots = braille.blank(area.width, area.height)
    rows = 4 * area.height - 1 - axis.place(curve.mean, 4 * area.height)
    braille.draw_polyline(dots, curve.columns, rows)
    on, period = ON_OFF[curve.line.style]
    if period > on:
        dots &= np.arange(dots.shape[1]) % period < on
    colour = colours.of(curve.line.colour)
    drawn |= dots
    _put(cells, area, dots, colour, drawn)
    finite = ~np.isnan(rows)
    if finite.sum() == 1:  # one dot alone is easily overlooked
        column, row = int(curve.columns[finite][0]) // 2, int(np.round(rows[finite][0])) // 4
        cells.write(area.left + column, area.top + row, "•", colour)


def _put(cells: Cells, area: Area, dots: braille.Dots, colour: int, shown: braille.Dots | None = None) -> None:
    """Colour the cells in which there are `dots`, with the dots `shown` there."""
    patterns = braille.pack(dots)
    used = patterns != braille.BLANK
    if shown is not None:
        patterns = braille.pack(shown)
    cells.characters[area.slices][used] = patterns[used]
    cells.foreground[area.slices][used] = colour


def _row_before(area: Area, axis: Axis, curve: Trace) -> int:
    """The row of the last number before the first one that is none; the top row if there is none before."""
    before = (curve.columns <= (curve.first_bad or 0)) & ~np.isnan(curve.mean)
    if not before.any():
        return area.top
    position = axis.place(curve.mean[before][-1], 4 * area.height)
    return area.top + area.height - 1 - int(np.clip(np.round(position), 0, 4 * area.height - 1)) // 4
