"""The frame of a chart: where the data goes, the lines on two of its sides, ticks and their labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tuitrainer.charts.cells import Cells
from tuitrainer.charts.palette import Colours
from tuitrainer.charts.ticks import linear_ticks, logarithmic_label, logarithmic_ticks, tick_labels

Values = npt.NDArray[np.float64]
X_AXIS_ROWS = 2
LEAST_WIDTH, LEAST_HEIGHT = 24, 5
"""A chart smaller than this goes without y labels, or without an x axis: the data is worth more."""


@dataclass(frozen=True, slots=True)
class Area:
    """The rectangle of cells that the data is drawn in."""

    left: int
    top: int
    width: int
    height: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns of the rectangle in an array of cells."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)


@dataclass(frozen=True, slots=True)
class Axis:
    """A range of numbers, finite and not empty, and what is written beside it. Logarithms where it is logarithmic."""

    low: float
    high: float
    ticks: Values
    labels: tuple[str, ...]

    def place(self, values: npt.ArrayLike, length: int) -> Values:
        """Where values fall on a line of `length` points: `low` on the first, 0, and `high` on the last."""
        share = (np.asarray(values, np.float64) - self.low) / (self.high - self.low)
        return np.asarray(share * (length - 1))

    @property
    def label_width(self) -> int:
        return max(map(len, self.labels), default=0)


def linear_axis(low: float, high: float, count: int) -> Axis:
    """About `count` ticks. Equal ends are moved apart, so that any two finite numbers make an axis."""
    least = max(1e-6 * max(abs(low), abs(high)), 1e-30)
    if high - low < least:
        middle, half = (low + high) / 2, max(0.1 * abs(low), 1e-30) if low else 1.0
        low, high = middle - half, middle + half
    ticks = linear_ticks(low, high, count)
    return Axis(low, high, ticks, tuple(tick_labels(ticks)))


def logarithmic_axis(low: float, high: float, count: int) -> Axis:
    """As `linear_axis`, for numbers whose log10 is `low` and `high`."""
    if high - low < 1e-3:
        low, high = low - 0.15, high + 0.15
    ticks = logarithmic_ticks(low, high, count)
    return Axis(low, high, ticks, tuple(map(logarithmic_label, ticks.tolist())))


def draw_y_axis(cells: Cells, area: Area, axis: Axis, colours: Colours) -> None:
    """The line to the left of the area and as many labels before it as there is room for."""
    column = area.left - 1
    for row in range(area.top, area.top + area.height):
        cells.write(column, row, "│", colours.faint)
    for position, label in zip(axis.place(axis.ticks, 4 * area.height), axis.labels, strict=True):
        row = area.top + area.height - 1 - int(np.floor((position + 0.5) / 4))
        if area.top <= row < area.top + area.height:
            cells.write(column, row, "┤", colours.faint)
            cells.write(column - len(label), row, label, colours.axis)


def draw_x_axis(cells: Cells, area: Area, axis: Axis, colours: Colours, title: str = "") -> None:
    """The line under the area and, a row below, labels that keep clear of each other; the title ends on the right."""
    row = area.top + area.height
    has_corner = area.left > 0
    cells.write(area.left - 1, row, "└" if has_corner else "─", colours.faint)
    cells.write(area.left, row, "─" * area.width, colours.faint)
    right = area.left + area.width
    if title and len(title) + 2 <= area.width:
        right -= len(title) + 1
        cells.write(right + 1, row + 1, title, colours.axis)
    taken = 0 if has_corner else -1
    for position, label in zip(axis.place(axis.ticks, 2 * area.width), axis.labels, strict=True):
        column = area.left + int(np.floor((position + 0.5) / 2))
        if not area.left <= column < area.left + area.width:
            continue
        cells.write(column, row, "┬", colours.faint)
        start = min(column - (len(label) - 1) // 2, right - len(label))
        if start > taken and abs(start - column) <= len(label):
            cells.write(start, row + 1, label, colours.axis)
            taken = start + len(label)


def lay_out(width: int, height: int, label_width: int, top: int = 0) -> Area:
    """The area that is left for data in width x height cells once `top` rows and the axes have theirs."""
    has_x_axis = height - top >= LEAST_HEIGHT
    left = label_width + 1 if width >= LEAST_WIDTH and width - label_width - 1 >= LEAST_WIDTH // 2 else 0
    return Area(left, top, max(0, width - left), max(0, height - top - (X_AXIS_ROWS if has_x_axis else 0)))
