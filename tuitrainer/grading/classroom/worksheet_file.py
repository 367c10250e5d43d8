"""A CSV file of which some cells are changed and everything else stays as it is, byte for byte.

The csv module reads such a file but forgets which cells had quotes, so the place of each cell is found here; a file for
which the two disagree is refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _

MARK = b"\xef\xbb\xbf"
"""The byte order mark of UTF-8."""
LARGEST = 32 * 2**20


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and its place in the text."""

    value: str
    start: int
    end: int
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read."""

    text: str
    encoding: str
    mark: bytes
    delimiter: str
    rows: tuple[tuple[Cell, ...], ...]

    def changed(self, changes: Mapping[tuple[int, int], str]) -> bytes:
        """The file with other values at (row, column); what its encoding lacks becomes a reference of HTML."""
        parts, done = [], 0
        for row, column in sorted(changes):
            cell = self.rows[row][column]
            parts += [self.text[done : cell.start], self._written(changes[row, column], cell)]
            done = cell.end
        text = "".join([*parts, self.text[done:]])
        return self.mark + text.encode(self.encoding, "xmlcharrefreplace")

    def _written(self, value: str, cell: Cell) -> str:
        if cell.is_quoted or any(letter in value for letter in (self.delimiter, '"', "\r", "\n", "\t", " ")):
            return '"' + value.replace('"', '""') + '"'
        return value


def read_sheet(content: bytes, place: str, delimiter: str) -> Sheet:
    """Raises UserError for what is no text, or no CSV file that can be put together again."""
    if len(content) > LARGEST:
        raise UserError(Problem(_("this file is too large for a worksheet"), place))
    mark = MARK if content.startswith(MARK) else b""
    text, encoding = _decoded(content.removeprefix(mark), place)
    rows = tuple(_rows(text, delimiter))
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        message = _("this is no CSV file: {reason}").format(reason=error)
        raise UserError(Problem(message, place)) from None
    if [[cell.value for cell in row] for row in rows] != read:
        raise UserError(Problem(_("the quotes in this file are not closed as CSV demands"), place))
    return Sheet(text, encoding, mark, delimiter, rows)


def _decoded(content: bytes, place: str) -> tuple[str, str]:
    """As UTF-8, or as the Windows encoding that spreadsheets write."""
    for encoding in ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise UserError(Problem(_("this file is no text"), place, ("CSV, UTF-8",)))


def _rows(text: str, delimiter: str) -> list[tuple[Cell, ...]]:
    other = rf"[^{re.escape(delimiter)}\r\n]*+"
    pattern = re.compile(rf'(?:"((?:[^"]++|"")*+)"({other})|({other}))({re.escape(delimiter)}|\r\n|\n|\r|\Z)')
    rows: list[tuple[Cell, ...]] = []
    row: list[Cell] = []
    position = 0
    while position < len(text) or row:
        found = pattern.match(text, position)
        if found is None:  # a quote that is never closed
            break
        quoted = found[1] is not None
        value = found[1].replace('""', '"') + found[2] if quoted else found[3]
        row.append(Cell(value, found.start(), found.start(4), quoted))
        position = found.end()
        if found[4] != delimiter:
            is_blank = len(row) == 1 and row[0].start == row[0].end
            rows.append(() if is_blank else tuple(row))
            row = []
    return rows
