"""The error over two parameters as a map seen from above, and the way that training has taken on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tuitrainer.charts import braille
from tuitrainer.charts.axes import LEAST_HEIGHT, Area, draw_plane_axes
from tuitrainer.charts.cells import NO_COLOUR, Cells
from tuitrainer.charts.heatmap import glyphs, limits, paint, resample
from tuitrainer.charts.legend import Entry, draw_legend
from tuitrainer.charts.palette import ColourMap, Colours, contrasting
from tuitrainer.charts.ticks import short_number

START, HERE, MINIMUM = "o", "●", "X"
Bounds = tuple[float, float, float, float]


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
    values = np.asarray(values, np.float64)
    if width <= 0 or height <= 0 or values.ndim != 2 or not values.size:
        return cells
    path = np.asarray(path, np.float64).reshape(-1, 2)
    points = [(START, path[0]), (HERE, path[-1])] if len(path) else []
    points.append((MINIMUM, np.asarray(minimum, np.float64)))
    top = 0
    if height > LEAST_HEIGHT and any(labels):
        signs = dict(zip((START, HERE, MINIMUM), labels, strict=True))
        top = draw_legend(
            cells, [Entry(sign, signs[sign], _pair(point), colours.text) for sign, point in points], colours, 1
        )
    area, x_axis, y_axis = draw_plane_axes(cells, bounds, colours, top, x_label, y_label)
    if not (area.width and area.height):
        return cells
    known = values[np.isfinite(values)]
    low, high = limits(float(known.min(initial=np.inf)), float(known.max(initial=-np.inf)), signed=False)
    upright = values[::-1]
    if mono:
        cells.characters[area.slices] = glyphs(resample(upright, area.height, area.width), low, high, signed=False)
    else:
        paint(cells, area, resample(upright, 2 * area.height, area.width), low, high, colour_map, colours)
    dots = braille.blank(area.width, area.height)
    rows = 4 * area.height - 1 - y_axis.place(path[:, 1], 4 * area.height)
    braille.draw_polyline(dots, x_axis.place(path[:, 0], 2 * area.width), rows)
    _overlay(cells, area, braille.pack(dots))
    for sign, (x, y) in points:
        column, row = x_axis.place(x, area.width), area.height - 1 - y_axis.place(y, area.height)
        if -0.5 <= column < area.width - 0.5 and -0.5 <= row < area.height - 0.5:
            _write(cells, area.left + int(np.round(column)), area.top + int(np.round(row)), sign)
    return cells
