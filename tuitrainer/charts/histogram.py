"""Sizes of gradients, layer under layer over one logarithmic axis: vanishing and exploding ones move left and right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tuitrainer.charts.axes import X_AXIS_ROWS, Area, draw_x_axis, logarithmic_axis
from tuitrainer.charts.cells import Cells, code_points
from tuitrainer.charts.palette import Colours

BLOCKS = " ▁▂▃▄▅▆▇█"
LARGEST_EXPONENT = 300
MOST_LINES = 8
"""Lines of a layer at most: taller bars say no more."""
LEAST_BARS = 8
"""Columns that bars need; below that labels have to go."""


@dataclass(frozen=True, slots=True, eq=False)
class HistogramRow:
    """One layer: how many numbers fall into each of some bins, equally wide from 10**low to 10**high."""

    label: str
    counts: npt.NDArray[np.integer] | npt.NDArray[np.floating]
    low: float
    high: float
    note: str
    """Shown under the label, or to the right where a layer has one line: the norm of the gradient."""


def draw_histograms(width: int, height: int, rows: Sequence[HistogramRow], *, colours: Colours) -> Cells:
    """Every layer's bars on a scale of their own: the highest one fills its lines, and no bar is lost to rounding.

    Each layer has 1 to 8 lines. Where even 1 is too much, the last ones are left out and their number is shown.
    """
    cells = Cells.blank(width, height)
    usable = [row for row in rows if -LARGEST_EXPONENT <= row.low < row.high <= LARGEST_EXPONENT]
    if width <= 0 or height <= 0 or not usable:
        return cells
    has_axis = height >= len(usable) + X_AXIS_ROWS
    room = height - (X_AXIS_ROWS if has_axis else 0)
    shown = usable if len(usable) <= room else usable[: room - 1]
    pitch = max(1, min(room // len(usable), MOST_LINES + 1))
    gap = 1 if pitch >= 3 else 0
    lines = pitch - gap
    labels_width = max(len(text) for row in usable for text in ((row.label, row.note) if lines > 1 else (row.label,)))
    notes_width = max((len(row.note) for row in usable), default=0) + 1 if lines == 1 else 0
    left = labels_width + 1 if labels_width and width >= labels_width + 1 + LEAST_BARS else 0
    right = notes_width if width >= left + notes_width + LEAST_BARS else 0
    axis = logarithmic_axis(
        min(row.low for row in usable), max(row.high for row in usable), max(2, (width - left - right) // 8)
    )
    area = Area(left, 0, width - left - right, pitch * len(shown) - gap)
    if has_axis:
        draw_x_axis(cells, area, axis, colours)
        _draw_guides(cells, area, axis.place(axis.ticks, area.width), colours)
    for index, row in enumerate(shown):
        top = index * pitch
        if left:
            cells.write(0, top, row.label, colours.text)
            if lines > 1:
                cells.write(0, top + 1, row.note, colours.axis)
        if right:
            cells.write(width - len(row.note), top, row.note, colours.axis)
        edges = np.linspace(axis.low, axis.high, area.width + 1)
        _draw_bars(cells, Area(left, top, area.width, lines), column_counts(row, edges), colours.of(0))
    if len(shown) < len(usable):
        cells.write(0, height - 1, f"+{len(usable) - len(shown)}", colours.axis)
    return cells


def column_counts(row: HistogramRow, edges: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How many numbers lie between neighbouring edges (log10), each bin's spread evenly over it."""
    counts = np.nan_to_num(np.maximum(np.asarray(row.counts, np.float64), 0.0), posinf=0.0)
    bins = np.linspace(row.low, row.high, counts.size + 1)
    return np.diff(np.interp(edges, bins, np.concatenate(([0.0], np.cumsum(counts)))))


def _draw_bars(cells: Cells, area: Area, counts: npt.NDArray[np.float64], colour: int) -> None:
    highest = counts.max(initial=0.0)
    if highest <= 0:
        return
    eighths = np.ceil(counts / highest * 8 * area.height - 1e-6).astype(np.int64)
    below = 8 * np.arange(area.height - 1, -1, -1)[:, None]
    filled = np.clip(eighths - below, 0, 8)
    cells.characters[area.slices] = np.where(filled > 0, code_points(BLOCKS)[filled], cells.characters[area.slices])
    cells.foreground[area.slices] = np.where(filled > 0, colour, cells.foreground[area.slices])


def _draw_guides(cells: Cells, area: Area, places: npt.NDArray[np.float64], colours: Colours) -> None:
    for column in np.round(places).astype(int).tolist():
        for row in range(area.top, area.top + area.height):
            cells.write(area.left + column, row, "┊", colours.faint)
