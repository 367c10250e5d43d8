"""The error over two parameters as a map seen from above, and the way that training has taken on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tuitrainer.charts import braille
from tuitrainer.charts.axes import LEAST_HEIGHT, draw_plane_axes
from tuitrainer.charts.cells import Cells
from tuitrainer.charts.heatmap import draw_dots_over, glyphs, limits, paint, resample, write_over
from tuitrainer.charts.legend import Entry, draw_legend
from tuitrainer.charts.palette import ColourMap, Colours
from tuitrainer.charts.ticks import short_number

START, HERE, MINIMUM = "o", "●", "X"
"""Signs on the map."""


def draw_surface(
    width: int,
    height: int,
    values: npt.NDArray[np.floating],
    path: npt.NDArray[np.floating],
    bounds: Sequence[float],
    minimum: Sequence[float],
    *,
    colours: Colours,
    labels: tuple[str, str, str] = ("", "", ""),
    x_label: str = "",
    y_label: str = "",
    colour_map: ColourMap = "viridis",
    mono: bool = False,
) -> Cells:
    """A map of `values` (R, C), log10 of the error: column 0 is x low, row 0 is y low and is drawn at the bottom.

    `path` (S, 2) are the (x, y) passed through, `bounds` (x low, x high, y low, y high), `minimum` the best (x, y).
    `labels` name where the path began, where it is, and the minimum; a point outside the map is not shown.
    """
    cells = Cells.blank(width, height)
    upright = np.asarray(values, np.float64)[::-1]
    if width <= 0 or height <= 0 or upright.ndim != 2 or not upright.size:
        return cells
    way = np.asarray(path, np.float64).reshape(-1, 2)
    points = [(MINIMUM, np.asarray(minimum, np.float64))]
    if len(way):
        points = [(START, way[0]), *points, (HERE, way[-1])]  # the latest point hides the minimum once it is there
    top = 0
    if height > LEAST_HEIGHT and any(labels):
        names = dict(zip((START, HERE, MINIMUM), labels, strict=True))
        entries = [Entry(sign, names[sign], _pair(point), colours.text) for sign, point in points]
        top = draw_legend(cells, entries, colours, most_rows=1)
    area, x_axis, y_axis = draw_plane_axes(cells, bounds, colours, top, x_label, y_label)
    if not (area.width and area.height):
        return cells
    known = upright[np.isfinite(upright)]
    low, high = limits(float(known.min(initial=np.inf)), float(known.max(initial=-np.inf)), signed=False)
    if mono:
        cells.characters[area.slices] = glyphs(resample(upright, area.height, area.width), low, high, signed=False)
    else:
        paint(cells, area, resample(upright, 2 * area.height, area.width), low, high, colour_map, colours)
    dots = braille.blank(area.width, area.height)
    rows = 4 * area.height - 1 - y_axis.place(way[:, 1], 4 * area.height)
    braille.draw_polyline(dots, x_axis.place(way[:, 0], 2 * area.width), rows)
    draw_dots_over(cells, area, dots)
    for sign, (x, y) in points:
        column, row = x_axis.place(x, area.width), area.height - 1 - y_axis.place(y, area.height)
        if -0.5 <= column < area.width - 0.5 and -0.5 <= row < area.height - 0.5:
            write_over(cells, area.left + int(np.round(column)), area.top + int(np.round(row)), sign)
    return cells


def _pair(point: npt.NDArray[np.float64]) -> str:
    return f"({short_number(float(point[0]))}, {short_number(float(point[1]))})"
