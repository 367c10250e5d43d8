"""The function that was learnt, through the points that it was learnt from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer.charts import braille
from tuitrainer.charts.axes import LARGEST, draw_plane_axes
from tuitrainer.charts.cells import Cells
from tuitrainer.charts.palette import Colours

POINT = "o"
MARGIN = 0.05
"""Around the points, as a share of their range."""


def draw_fit(
    width: int,
    height: int,
    points: npt.NDArray[np.floating],
    line: npt.NDArray[np.floating],
    *,
    colours: Colours,
    x_label: str = "",
    y_label: str = "",
) -> Cells:
    """Points (N, 2) as signs and the line through (M, 2), whose x ascend; the window is that of the points alone.

    A line that is still far off does not make the points small: it comes into sight when it comes near.
    """
    cells = Cells.blank(width, height)
    places = _finite(points)
    through = np.asarray(line, np.float64).reshape(-1, 2)
    if width <= 0 or height <= 0:
        return cells
    around = places if len(places) else _finite(line)
    low, high = (around.min(axis=0), around.max(axis=0)) if len(around) else (np.zeros(2), np.ones(2))
    margin = MARGIN * (high - low)
    area, x_axis, y_axis = draw_plane_axes(
        cells, np.stack([low - margin, high + margin], axis=1).ravel().tolist(), colours, 0, x_label, y_label
    )
    if not (area.width and area.height):
        return cells
    columns = np.round(x_axis.place(places[:, 0], area.width)).astype(int)
    rows = np.round(area.height - 1 - y_axis.place(places[:, 1], area.height)).astype(int)
    for column, row in zip(columns.tolist(), rows.tolist(), strict=True):
        cells.write(area.left + column, area.top + row, POINT, colours.of(0))
    dots = braille.blank(area.width, area.height)
    dot_rows = 4 * area.height - 1 - y_axis.place(through[:, 1], 4 * area.height)
    braille.draw_polyline(dots, x_axis.place(through[:, 0], 2 * area.width), dot_rows)
    patterns = braille.pack(dots)
    used = patterns != braille.BLANK
    cells.characters[area.slices][used] = patterns[used]
    cells.foreground[area.slices][used] = colours.of(1)
    return cells


def _finite(points: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    places = np.asarray(points, np.float64).reshape(-1, 2)
    return places[(np.abs(places) < LARGEST / 2).all(axis=1)]
