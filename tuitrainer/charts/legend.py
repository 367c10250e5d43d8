"""A legend: a sample of each line's style in its colour, its name and its latest value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuitrainer.charts.cells import Cells
from tuitrainer.charts.palette import Colours

GAP = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands for one series."""

    sample: str
    label: str
    value: str
    colour: int

    def width(self, with_value: bool) -> int:
        return len(self.sample) + 1 + len(self.label) + (1 + len(self.value) if with_value and self.value else 0)


def draw_legend(cells: Cells, entries: Sequence[Entry], colours: Colours, most_rows: int) -> int:
    """Write the entries from the top left in as few rows as they need, and return how many those are.

    Values are left out when they do not fit, then names are cut short, then the last entries are left out.
    """
    if not entries:
        return 0
    for with_value in (True, False):
        places = _places([entry.width(with_value) for entry in entries], cells.width)
        if places[-1][1] < most_rows:
            break
    for entry, (column, row) in zip(entries, places, strict=True):
        if row >= most_rows:
            return most_rows
        cells.write(column, row, entry.sample, entry.colour)
        after_sample = column + len(entry.sample) + 1
        cells.write(after_sample, row, entry.label, colours.axis)
        if with_value:
            cells.write(after_sample + len(entry.label) + 1, row, entry.value, colours.text)
    return places[-1][1] + 1


def _places(widths: Sequence[int], width: int) -> list[tuple[int, int]]:
    places, column, row = [], 0, 0
    for own in widths:
        if column and column + own > width:
            column, row = 0, row + 1
        places.append((column, row))
        column += own + GAP
    return places
