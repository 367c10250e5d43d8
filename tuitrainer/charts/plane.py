"""What a classifier says all over a plane: a region for each class, the boundary between them, the points to learn.

The tint is strong where the classifier is sure and fades to the background where it is not. The boundary is a line of
dots and each class has a sign of its own, so that the chart reads without colours too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tuitrainer.charts import braille
from tuitrainer.charts.axes import LEAST_HEIGHT, Area, Axis, draw_plane_axes
from tuitrainer.charts.cells import NO_COLOUR, Cells, code_points
from tuitrainer.charts.heatmap import NOT_A_NUMBER, draw_dots_over, paint_colours
from tuitrainer.charts.legend import Entry, draw_legend
from tuitrainer.charts.palette import Colours, mix

SIGNS = "ox+*#@%&$="
"""One for each class, over and over."""
FILLS = " .:-"
"""One for each class where there are no colours, over and over."""
STRONGEST = 0.4
"""How much of a class' colour its region gets where the classifier is sure."""
STEPS = 8
"""Shades of a region: more cost bandwidth."""
POINT_LIGHT = 0.3
"""How far a point's colour goes towards that of text, to stand out from its region."""
TEST = 0.5
"""How much of that colour a test point keeps."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Points of the plane (N, 2) and their classes (N,)."""

    places: npt.NDArray[np.floating]
    classes: npt.NDArray[np.integer]


def draw_plane(
    width: int,
    height: int,
    scores: npt.NDArray[np.floating],
    points: npt.NDArray[np.floating],
    labels: npt.NDArray[np.integer],
    bounds: Sequence[float],
    *,
    colours: Colours,
    test_points: npt.NDArray[np.floating] | None = None,
    test_labels: npt.NDArray[np.integer] | None = None,
    class_names: Sequence[str] = (),
    x_label: str = "",
    y_label: str = "",
    mono: bool = False,
) -> Cells:
    """Class probabilities `scores` (R, C, K) over a window, or (R, C) the probability of class 1 out of two.

    Column 0 is x low; row 0 is y low and is drawn at the bottom. `bounds` are (x low, x high, y low, y high), `points`
    (N, 2) with classes `labels` (N,). Test points are dimmer. `class_names` make a legend.
    """
    cells = Cells.blank(width, height)
    scores = np.asarray(scores, np.float32)
    if scores.ndim == 2:
        scores = np.stack([1 - scores, scores], axis=-1)
    if width <= 0 or height <= 0 or scores.ndim != 3 or not scores.size:
        return cells
    top = 0
    if height > LEAST_HEIGHT and class_names:
        entries = [Entry(_sign(k), name, "", colours.of(k)) for k, name in enumerate(class_names)]
        top = draw_legend(cells, entries, colours, most_rows=max(1, height // 6))
    area, x_axis, y_axis = draw_plane_axes(cells, bounds, colours, top, x_label, y_label)
    if not (area.width and area.height):
        return cells
    if scores.shape[2] > 1:  # with one class there is nothing to tell apart
        _draw_regions(cells, area, scores, colours, mono)
    if test_points is not None and test_labels is not None:
        _draw_points(cells, area, (x_axis, y_axis), Points(test_points, test_labels), colours, TEST)
    _draw_points(cells, area, (x_axis, y_axis), Points(points, labels), colours, 1.0)
    return cells


def _draw_regions(cells: Cells, area: Area, scores: npt.NDArray[np.float32], colours: Colours, mono: bool) -> None:
    """Each point in the colour of its class, and the lines where the class changes."""
    fine = interpolate(scores[::-1], 4 * area.height, 2 * area.width)
    known = np.isfinite(fine).all(axis=2)
    winner = np.where(known, fine.argmax(axis=2), -1)
    if mono:
        fills = code_points(FILLS + NOT_A_NUMBER)
        cell_winner = winner[2::4, 1::2]
        cells.characters[area.slices] = np.where(cell_winner < 0, fills[-1], fills[cell_winner % len(FILLS)])
        cells.foreground[area.slices] = colours.faint
    else:
        paint_colours(cells, area, _tints(fine[1::2, ::2], winner[1::2, ::2], colours))
        unknown = winner[2::4, 1::2] < 0
        cells.characters[area.slices][unknown] = ord(NOT_A_NUMBER)
        cells.foreground[area.slices][unknown] = colours.dimmed(colours.alert, 0.6)
        cells.background[area.slices][unknown] = NO_COLOUR
    draw_dots_over(cells, area, boundary(winner))


def interpolate(scores: npt.NDArray[np.float32], rows: int, columns: int) -> npt.NDArray[np.float32]:
    """Bilinear interpolation of (R, C, K) at rows x columns points from edge to edge."""
    with np.errstate(invalid="ignore", over="ignore"):
        tall = _stretch(scores, rows)
        return np.swapaxes(_stretch(np.swapaxes(tall, 0, 1), columns), 0, 1)


def boundary(winner: npt.NDArray[np.integer]) -> braille.Dots:
    """Dots (of the same shape) where the class differs from that to the right or below."""
    dots = np.zeros(winner.shape, np.bool_)
    dots[:, :-1] |= winner[:, :-1] != winner[:, 1:]
    dots[:-1] |= winner[:-1] != winner[1:]
    return dots & (winner >= 0)


def _stretch(scores: npt.NDArray[np.float32], length: int) -> npt.NDArray[np.float32]:
    """Linear interpolation along the first axis at `length` points."""
    places = np.linspace(0, len(scores) - 1, length)
    before = np.minimum(places.astype(np.int64), max(len(scores) - 2, 0))
    after = np.minimum(before + 1, len(scores) - 1)
    share = (places - before).astype(np.float32)[:, None, None]
    return np.asarray(scores[before] * (1 - share) + scores[after] * share, np.float32)


def _tints(scores: npt.NDArray[np.float32], winner: npt.NDArray[np.integer], colours: Colours) -> npt.NDArray[np.int32]:
    classes = scores.shape[2]
    even = 1 / classes
    highest = np.clip(np.nan_to_num(scores.max(axis=2)), even, 1)
    sureness = (highest - even) / max(1 - even, 1e-6)
    step = np.round(sureness * (STEPS - 1)).astype(int)
    shares = 0.06 + (STRONGEST - 0.06) * np.arange(STEPS) / (STEPS - 1)
    table = np.array(
        [[mix(colours.background, colours.of(k), share) for share in shares] for k in range(classes)], np.int32
    )
    return np.asarray(table[winner, step])


def _draw_points(
    cells: Cells, area: Area, axes: tuple[Axis, Axis], points: Points, colours: Colours, share: float
) -> None:
    places = np.asarray(points.places, np.float64).reshape(-1, 2)
    column = np.round(axes[0].place(places[:, 0], area.width))
    row = np.round(area.height - 1 - axes[1].place(places[:, 1], area.height))
    inside = (column >= 0) & (column < area.width) & (row >= 0) & (row < area.height)
    for x, y, k in zip(column[inside], row[inside], np.asarray(points.classes)[inside], strict=True):
        at = (area.top + int(y), area.left + int(x))
        background = int(cells.background[at])
        under = colours.background if background == NO_COLOUR else background
        cells.characters[at] = ord(_sign(int(k)))
        cells.foreground[at] = mix(under, mix(colours.of(int(k)), colours.text, POINT_LIGHT), share)


def _sign(index: int) -> str:
    return SIGNS[index % len(SIGNS)]
