"""Which panels are shown, and on what grid: a pure function of the terminal's size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log

SMALLEST_WIDTH, SMALLEST_HEIGHT = 36, 11
"""A panel with less than this, its border included, can't be read unless it is the only one."""
TOO_SMALL = (30, 6)
"""Columns and rows of the whole panel area below which nothing can be shown."""
BEST_SHAPE = 2.6
"""Cells wide for each cell high. Cells are about twice as high as wide, so this is 4:3 to the eye."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A grid of equal cells. The first panel is `first_span` columns wide, every other one is one cell."""

    columns: int
    rows: int
    first_span: int
    shown: tuple[int, ...]
    """Panel numbers in the order of the grid."""


def arrange(width: int, height: int, panels: Sequence[int], recent: Sequence[int], alone: bool = False) -> Arrangement:
    """Place as many of `panels` (their numbers, in the order of the grid) as can be read in width x height cells.

    When they do not all fit, those that come first in `recent` are shown; a panel that is not in it comes last. With
    `alone`, only the most recent one is shown, and in an area below TOO_SMALL none.
    """
    if width < TOO_SMALL[0] or height < TOO_SMALL[1] or not panels:
        return Arrangement(1, 1, 1, ())
    ranks = {number: rank for rank, number in enumerate(recent)}
    by_rank = sorted(panels, key=lambda number: ranks.get(number, len(ranks)))
    for count in range(1 if alone else len(panels), 0, -1):
        grid = _best_grid(width, height, count)
        if grid is not None:
            columns, rows = grid
            kept = set(by_rank[:count])
            shown = tuple(number for number in panels if number in kept)
            return Arrangement(columns, rows, 1 + columns * rows - count, shown)
    return Arrangement(1, 1, 1, tuple(by_rank[:1]))


def _best_grid(width: int, height: int, count: int) -> tuple[int, int] | None:
    best, best_score = None, float("inf")
    for columns in range(1, count + 1):
        rows = ceil(count / columns)
        spare = columns * rows - count
        panel_width, panel_height = width // columns, height // rows
        if panel_width < SMALLEST_WIDTH or panel_height < SMALLEST_HEIGHT or spare >= columns:
            continue
        score = abs(log(panel_width / panel_height / BEST_SHAPE)) + 0.2 * spare
        if score < best_score:
            best, best_score = (columns, rows), score
    return best
