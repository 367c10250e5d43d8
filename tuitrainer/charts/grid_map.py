"""A small world of square cells: what each is worth as a colour, and which way one goes from it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tuitrainer.charts.cells import Cells
from tuitrainer.charts.heatmap import glyphs, limits, write_over
from tuitrainer.charts.legend import Entry, draw_legend
from tuitrainer.charts.palette import Colours, levels
from tuitrainer.charts.ticks import short_number

ARROWS = "↑→↓←"
"""Of the actions 0 to 3."""
WALL, FREE = "#", "."
LEAST_NUMBER = 6
"""Columns from which on a cell of two rows shows its value."""
WIDEST = 12


def draw_grid_map(
    width: int,
    height: int,
    values: npt.NDArray[np.floating],
    actions: npt.NDArray[np.integer],
    signs: npt.NDArray[np.integer],
    *,
    colours: Colours,
    labels: Sequence[tuple[str, str]] = (),
    mono: bool = False,
) -> Cells:
    """Cells (R, C) coloured by `values`, with an arrow for each of the `actions` from 0 to 3.

    `signs` are code points: "#" a wall, "." nothing to say, any other letter is written beside the arrow. Where there
    is room a cell shows its number. `labels` are (sign, name) for a legend.
    """
    cells = Cells.blank(width, height)
    worth = np.asarray(values, np.float64)
    if width <= 0 or height <= 0 or worth.ndim != 2 or not worth.size:
        return cells
    rows, columns = worth.shape
    top = 0
    if height > rows and labels:
        entries = [Entry(sign, name, "", colours.text) for sign, name in labels]
        top = draw_legend(cells, entries, colours, most_rows=1)
    across, down = min(width // columns, WIDEST), (height - top) // rows
    if not across or not down:
        return cells
    down = min(down, max(1, across // 2))  # a character is about twice as high as wide
    left, wall = (width - across * columns) // 2, np.asarray(signs) == ord(WALL)
    known = worth[np.isfinite(worth) & ~wall]
    low, high = limits(float(known.min(initial=np.inf)), float(known.max(initial=-np.inf)), signed=False)
    for row in range(rows):
        for column in range(columns):
            place = (slice(top + row * down, top + (row + 1) * down), left + column * across)
            code = int(signs[row, column])
            value = float(worth[row, column])
            _fill(cells, place[0], place[1], across, value, (low, high), bool(wall[row, column]), colours, mono)
            if wall[row, column]:
                continue
            action = int(actions[row, column])
            arrow = ARROWS[action] if 0 <= action < len(ARROWS) else ""
            letter = "" if code == ord(FREE) or not 0x20 < code < 0x7F else chr(code)
            middle = place[0].start + (down - 1) // 2
            _centred(cells, middle, place[1], across, f"{letter}{arrow}" if across > 1 else arrow or letter)
            if across >= LEAST_NUMBER and down >= 2:
                _centred(cells, middle + 1, place[1], across, short_number(value, 2))
    return cells


def _fill(
    cells: Cells,
    rows: slice,
    left: int,
    width: int,
    value: float,
    ends: tuple[float, float],
    wall: bool,
    colours: Colours,
    mono: bool,
) -> None:
    """The ground of one cell: a wall, a colour, or without colours nothing, as its number says it."""
    area = (rows, slice(left, left + width))
    if wall:
        cells.characters[area], cells.foreground[area] = ord("█"), colours.faint
    elif mono:
        shade = glyphs(np.array([[value]]), *ends, signed=False)[0, 0]
        cells.characters[area] = ord(" ") if width >= LEAST_NUMBER else shade
    else:
        table, (low, high) = levels("viridis"), ends
        share = (min(max(value, low), high) - low) / (high - low) if np.isfinite(value) else 0.0
        cells.background[area] = colours.alert if np.isnan(value) else table[round(share * (table.size - 1))]


def _centred(cells: Cells, row: int, left: int, width: int, text: str) -> None:
    short = text[:width]
    write_over(cells, left + (width - len(short)) // 2, row, short)
