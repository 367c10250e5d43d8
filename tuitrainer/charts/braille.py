"""Dots: 2 wide and 4 high in each cell, drawn as Unicode Braille patterns (U+2800 to U+28FF).

A grid of dots is a boolean array (4 * rows, 2 * columns) with the origin at the top left.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Dots = npt.NDArray[np.bool_]
Values = npt.NDArray[np.float64]
BLANK = 0x2800


def blank(width: int, height: int) -> Dots:
    """The dots of width x height cells, all off."""
    return np.zeros((4 * height, 2 * width), np.bool_)


def pack(dots: Dots) -> npt.NDArray[np.uint32]:
    """Code points (rows, columns) of a grid of dots."""
    # The pattern's bits go down the left column (0, 1, 2), down the right one (3, 4, 5), then along the lowest row.
    left, right = dots[:, 0::2].view(np.uint8), dots[:, 1::2].view(np.uint8)
    pair = left | right << 3
    octets = pair[0::4] | pair[1::4] << 1 | pair[2::4] << 2 | left[3::4] << 6 | right[3::4] << 7
    return octets.astype(np.uint32) + BLANK


def fill_columns(dots: Dots, low: Values, high: Values) -> None:
    """Switch on, in each dot column, the dots from row `low` to row `high`, both included and in any order.

    Both are (columns,) in rows from the top and are rounded; where either is NaN the column stays as it is.
    """
    top = np.round(np.minimum(low, high))
    bottom = np.round(np.maximum(low, high))
    rows = np.arange(dots.shape[0])[:, None]
    dots |= (rows >= top) & (rows <= bottom)  # a comparison with NaN is false


def draw_polyline(dots: Dots, x: Values, y: Values) -> None:
    """Connect the points (x, y), in columns from the left and rows from the top, by straight lines of dots.

    A point with a NaN or an infinity is a gap; a point between two gaps is a dot. What lies outside is cut off.
    """
    finite = np.isfinite(x) & np.isfinite(y)
    # Farther away than this, rounding errors would bend the line; nobody can tell its direction anyway.
    x = np.round(np.clip(np.where(finite, x, 0.0), -1e9, 1e9))
    y = np.round(np.clip(np.where(finite, y, 0.0), -1e9, 1e9))
    _switch_on(dots, x[finite], y[finite])
    joined = finite[1:] & finite[:-1]
    x0, y0, dx, dy = x[:-1][joined], y[:-1][joined], np.diff(x)[joined], np.diff(y)[joined]
    enter, leave = _inside(dots.shape, x0, y0, dx, dy)
    seen = enter < leave
    x0, y0, dx, dy, enter, leave = x0[seen], y0[seen], dx[seen], dy[seen], enter[seen], leave[seen]
    x0, y0, dx, dy = x0 + enter * dx, y0 + enter * dy, (leave - enter) * dx, (leave - enter) * dy
    steps = np.ceil(np.maximum(np.abs(dx), np.abs(dy))).astype(np.int64)
    segment = np.repeat(np.arange(steps.size), steps)
    share = (np.arange(segment.size) - (np.cumsum(steps) - steps)[segment]) / steps[segment]
    _switch_on(dots, x0[segment] + share * dx[segment], y0[segment] + share * dy[segment])


def _inside(shape: tuple[int, ...], x0: Values, y0: Values, dx: Values, dy: Values) -> tuple[Values, Values]:
    """The shares of each segment at which it enters and leaves the grid (Liang and Barsky 1984)."""
    enter, leave = np.zeros(x0.size), np.ones(x0.size)
    for start, change, length in ((x0, dx, shape[1]), (y0, dy, shape[0])):
        moves = change != 0
        divisor = np.where(moves, change, 1.0)
        ends = np.stack([(-0.5 - start) / divisor, (length - 0.5 - start) / divisor])
        outside = ~moves & ((start < 0) | (start >= length))
        enter = np.where(moves, np.maximum(enter, ends.min(axis=0)), np.where(outside, 2.0, enter))
        leave = np.where(moves, np.minimum(leave, ends.max(axis=0)), leave)
    return enter, leave


def _switch_on(dots: Dots, x: Values, y: Values) -> None:
    columns, rows = np.floor(x + 0.5).astype(np.int64), np.floor(y + 0.5).astype(np.int64)
    inside = (columns >= 0) & (columns < dots.shape[1]) & (rows >= 0) & (rows < dots.shape[0])
    dots[rows[inside], columns[inside]] = True
