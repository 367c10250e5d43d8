"""The frame of a chart: where the data goes, the lines on two of its sides, ticks and their labels."""

from __future__ import annotations

from collections.abc import Sequence
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
LARGEST = 1e38
"""Larger numbers count as infinite, as they (nearly) are in float32."""


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
        with np.errstate(invalid="ignore"):  # infinity times 0, on a line of one point
            return np.asarray((np.asarray(values, np.float64) - self.low) / (self.high - self.low) * (length - 1))

    @property
    def label_width(self) -> int:
        return max(map(len, self.labels), default=0)


def linear_axis(low: float, high: float, count: int) -> Axis:
    """About `count` ticks, two at least. Equal ends are moved apart, so that any two finite numbers make an axis."""
    least = max(1e-6 * max(abs(low), abs(high)), 1e-30)
    if high - low < least:
        middle, half = (low + high) / 2, max(0.1 * abs(low), 1e-30) if low else 1.0
        low, high = middle - half, middle + half
    ticks = next((found for more in range(4) if (found := linear_ticks(low, high, count + more)).size > 1), np.empty(0))
    return Axis(low, high, ticks, tuple(tick_labels(ticks)))


def logarithmic_axis(low: float, high: float, count: int) -> Axis:
    """As `linear_axis`, for numbers whose log10 is `low` and `high`, from -300 to 300."""
    if high - low < 1e-3:
        low, high = low - 0.15, high + 0.15
    ticks = logarithmic_ticks(low, high, count)
    return Axis(low, high, ticks, tuple(map(logarithmic_label, ticks.tolist())))


def draw_y_axis(cells: Cells, area: Area, axis: Axis, colours: Colours, title: str = "") -> None:
    """The line to the left of the area with the labels before it; the title takes the place of the highest one."""
    column = area.left - 1
    for row in range(area.top, area.top + area.height):
        cells.write(column, row, "│", colours.faint)
    for position, label in zip(axis.place(axis.ticks, 4 * area.height), axis.labels, strict=True):
        row = area.top + area.height - 1 - int(np.floor((position + 0.5) / 4))
        if area.top + (1 if title else 0) <= row < area.top + area.height:
            cells.write(column, row, "┤", colours.faint)
            cells.write(column - len(label), row, label, colours.axis)
    cells.write(column - len(title), area.top, title, colours.axis)


def draw_x_axis(cells: Cells, area: Area, axis: Axis, colours: Colours, title: str = "") -> None:
    """The line under the area and, a row below, labels that keep clear of each other; the title ends on the right."""
    row = area.top + area.height
    has_corner = area.left > 0
    cells.write(area.left - 1, row, "└" if has_corner else "─", colours.faint)
    cells.write(area.left, row, "─" * area.width, colours.faint)
    right = area.left + area.width
    if title and len(title) + 2 <= area.width:
        right -= len(title) + 2
        cells.write(right + 2, row + 1, title, colours.axis)
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


def draw_plane_axes(
    cells: Cells, bounds: Sequence[float], colours: Colours, top: int, x_title: str, y_title: str
) -> tuple[Area, Axis, Axis]:
    """Both axes of a window (x low, x high, y low, y high) under `top` rows: the area inside, the x and the y axis.

    A window that is none (NaN, infinite, its ends exchanged) is taken for the unit square.
    """
    window = np.asarray(bounds, np.float64)
    if window.shape != (4,) or not (np.abs(window) < LARGEST).all() or not (window[0::2] <= window[1::2]).all():
        window = np.array([0.0, 1.0, 0.0, 1.0])
    rows = lay_out(cells.width, cells.height, 0, top).height
    y_axis = linear_axis(float(window[2]), float(window[3]), max(2, min(8, rows // 4)))
    area = lay_out(cells.width, cells.height, max(y_axis.label_width, len(y_title)), top)
    x_axis = linear_axis(float(window[0]), float(window[1]), max(2, area.width // 12))
    if area.left:
        draw_y_axis(cells, area, y_axis, colours, y_title)
    if area.top + area.height < cells.height:
        draw_x_axis(cells, area, x_axis, colours, x_title)
    return area, x_axis, y_axis


def lay_out(width: int, height: int, label_width: int, top: int = 0) -> Area:
    """The area that is left for data in width x height cells once `top` rows and the axes have theirs."""
    has_x_axis = height - top >= LEAST_HEIGHT
    left = label_width + 1 if width >= LEAST_WIDTH and width - label_width - 1 >= LEAST_WIDTH // 2 else 0
    return Area(left, top, max(0, width - left), max(0, height - top - (X_AXIS_ROWS if has_x_axis else 0)))
