"""Rows of words and numbers in aligned columns."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from textual.content import Content


def aligned(rows: Sequence[Sequence[str]], width: int, styles: Sequence[str] = ()) -> list[Content]:
    """Rows in aligned columns, the first row a heading and the first column words; as many columns as fit.

    `styles` are those of the words, for each row after the heading.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    fitting = max(1, sum(sum(widths[: index + 1]) + 2 * index <= width for index in range(len(widths))))
    lines = []
    for row, style in zip(rows, ("$muted", *styles, *[""] * len(rows)), strict=False):
        numbers = [f"  {cell:>{own}}" for cell, own in zip(row[1:fitting], widths[1:], strict=False)]
        rest = "$muted" if row is rows[0] else ""
        lines.append(Content.assemble((row[0].ljust(widths[0]), style), ("".join(numbers), rest)))
    return lines


def labelled(facts: Sequence[tuple[str, str]], width: int) -> list[Content]:
    """A label and its value in each row, the values below each other as far as there is room for them. Where a label is
    too long it goes on in the next row, and its value follows the last word: what is short of room is not the value.
    """
    column = max((len(label) for label, _value in facts), default=0)
    lines = []
    for label, value in facts:
        room = min(column, max(width - len(value) - 2, width // 3, 1))
        *before, last = textwrap.wrap(label, room) or [""]
        lines += [Content.styled(part, "$muted") for part in before]
        lines.append(Content.assemble((f"{last:{room}}  ", "$muted"), (value, "bold")))
    return lines
