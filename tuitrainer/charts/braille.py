"""Dots: 2 wide and 4 high in each cell, drawn as Unicode Braille patterns (U+2800 to U+28FF).

A grid of dots is a boolean array (4 * rows, 2 * columns) with the origin at the top left.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Dots = npt.NDArray[np.bool_]
BLANK = 0x2800


def blank(width: int, height: int) -> Dots:
    """The dots of width x height cells, all off."""
    return np.zeros((4 * height, 2 * width), np.bool_)


def pack(dots: Dots) -> npt.NDArray[np.uint32]:
    """Code points (rows, columns) of a grid of dots."""
    rows, columns = dots.shape[0] // 4, dots.shape[1] // 2
    d = dots.reshape(rows, 4, columns, 2)
    # The pattern's bits go down the left column (0, 1, 2), down the right one (3, 4, 5), then along the lowest row.
    bits = [d[:, 0, :, 0], d[:, 1, :, 0], d[:, 2, :, 0], d[:, 0, :, 1], d[:, 1, :, 1], d[:, 2, :, 1]]
    bits += [d[:, 3, :, 0], d[:, 3, :, 1]]
    octets = np.packbits(np.stack(bits, axis=-1), axis=-1, bitorder="little")[:, :, 0]
    return octets.astype(np.uint32) + BLANK


def fill_columns(dots: Dots, low: npt.NDArray[np.float64], high: npt.NDArray[np.float64]) -> None:
    """Switch on, in each dot column, the dots from row `low` to row `high`, both included and in any order.

    Both are (columns,) in rows from the top and are rounded; where either is NaN the column stays as it is.
    """
    top = np.round(np.minimum(low, high))
    bottom = np.round(np.maximum(low, high))
    rows = np.arange(dots.shape[0])[:, None]
    dots |= (rows >= top) & (rows <= bottom)  # a comparison with NaN is false


def draw_polyline(dots: Dots, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> None:
    """Connect the points (x, y), in columns from the left and rows from the top, by straight lines of dots.

    A point with a NaN is a gap; a point between two gaps is a dot. What lies outside is cut off.
    """
    finite = np.isfinite(x) & np.isfinite(y)
    # Far outside, a line would have more dots than there is memory for. Its direction near the edge hardly suffers.
    limit = 4.0 * max(dots.shape) + 4.0
    x = np.round(np.clip(np.where(finite, x, 0.0), -limit, limit))
    y = np.round(np.clip(np.where(finite, y, 0.0), -limit, limit))
    _switch_on(dots, x[finite], y[finite])
    joined = finite[1:] & finite[:-1]
    x0, y0, dx, dy = x[:-1][joined], y[:-1][joined], np.diff(x)[joined], np.diff(y)[joined]
    steps = np.maximum(np.abs(dx), np.abs(dy)).astype(np.int64)
    segment = np.repeat(np.arange(steps.size), steps)
    first = np.cumsum(steps) - steps
    share = (np.arange(segment.size) - first[segment]) / steps[segment]
    _switch_on(dots, x0[segment] + share * dx[segment], y0[segment] + share * dy[segment])


def _switch_on(dots: Dots, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> None:
    columns, rows = np.floor(x + 0.5).astype(np.int64), np.floor(y + 0.5).astype(np.int64)
    inside = (columns >= 0) & (columns < dots.shape[1]) & (rows >= 0) & (rows < dots.shape[0])
    dots[rows[inside], columns[inside]] = True
