"""Moments of a run on its curves: a dotted line at a step, with a few words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuitrainer.charts.axes import LEAST_HEIGHT, LEAST_WIDTH, Area, Axis
from tuitrainer.charts.cells import Cells
from tuitrainer.charts.palette import Colours

LINE = "┊"
MOST_TEXTS = 8
Marks = Sequence[tuple[int, str]]
"""Steps, each with a short translated text."""


def draw_mark_lines(cells: Cells, area: Area, axis: Axis, marks: Marks, colours: Colours) -> None:
    """A dotted line over the whole height at each step on the axis; curves are drawn over it."""
    rows = area.slices[0]
    for step, _text in marks:
        if axis.low <= step <= axis.high:
            cells.characters[rows, _column(area, axis, step)] = ord(LINE)
            cells.foreground[rows, _column(area, axis, step)] = colours.faint


def draw_mark_texts(cells: Cells, area: Area, axis: Axis, marks: Marks, colours: Colours) -> None:
    """The latest texts, each beside its line in the highest row where nothing is drawn yet; none hides a curve."""
    if area.width < LEAST_WIDTH or area.height < LEAST_HEIGHT:
        return
    for step, text in sorted(marks)[-MOST_TEXTS:]:
        if axis.low <= step <= axis.high:
            column = _column(area, axis, step)
            place = _free_place(cells, area, (column + 1, column - len(text)), len(text))
            if place is not None:
                cells.write(*place, text, colours.axis)


def _free_place(cells: Cells, area: Area, starts: tuple[int, ...], length: int) -> tuple[int, int] | None:
    """Column and row of the first of `starts` in the highest row with nothing but lines of marks around it."""
    usable = [start for start in starts if area.left <= start and start + length <= area.left + area.width]
    for row in range(area.top, area.top + area.height):
        for start in usable:
            if set(cells.text(row)[max(start - 1, area.left) : start + length + 1]) <= {" ", LINE}:
                return start, row
    return None


def _column(area: Area, axis: Axis, step: int) -> int:
    return area.left + int(np.round(axis.place(step, 2 * area.width))) // 2
