"""Moodle's grading worksheet, filled in: the file that an assignment offers as "Download grading worksheet".

Moodle finds columns by their headings in the site's language and rows by the number at the end of their identifier
("Participant 12345"; French sites write "Participant12345"), which is also in the names of the folders that it packs
submissions in. It skips a row that has changed since the download, so every other cell has to stay as it is.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.grading.classroom.worksheet_file import Cell, Sheet, read_sheet

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "identifier": ("Identifier", "Identifiant"),
    "name": ("Full name", "Nom complet"),
    "grade": ("Grade", "Note"),
    "maximum": ("Maximum grade", "Note maximale"),
    "changeable": ("Grade can be changed", "La note peut être modifiée"),
    "feedback": ("Feedback comments", "Feedback par commentaires", "Commentaires de feedback"),
})  # fmt: skip
"""What a column holds -> its headings in English and French."""
NEEDED = ("identifier", "grade", "maximum")
_REFUSALS = frozenset({"no", "non"})
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
OURS = "tuitrainer:"
"""How the feedback begins that we write: such a cell is ours to change, any other one belongs to a teacher."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a student is to get."""

    student: str
    identifier: str
    share: float | None
    """Points over full marks; None where nothing can be said yet."""
    feedback: tuple[str, ...] = ()
    """Lines of plain text."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The file and what became of each row and each student, all by name."""

    content: bytes
    filled: tuple[str, ...]
    replaced: tuple[str, ...]
    """Of those: whose row held another grade before."""
    locked: tuple[str, ...]
    """Rows whose grade can't be changed in Moodle."""
    not_judged: tuple[str, ...]
    """Students without a grade, since the grader failed; their rows stay."""
    damaged: tuple[str, ...]
    """Rows that are cut off, or whose maximum is no number."""
    without_row: tuple[str, ...]
    """Students that no row names, or that share their number with another student."""
    without_student: tuple[str, ...]
    """Rows of people of whom nothing was graded."""


def fill(content: bytes, place: str, marks: Iterable[Mark]) -> Filled:
    """Put grades and feedback into a worksheet. `place` is the file's name. Raises UserError for another file."""
    sheet, columns = _read(content, place)
    known, without_row = _by_number(marks)
    comma = _has_decimal_comma(sheet, columns)
    changes: dict[tuple[int, int], str] = {}
    told: dict[str, list[str]] = {name: [] for name in (
        "filled", "replaced", "locked", "not_judged", "damaged", "without_student",
    )}  # fmt: skip
    met: set[str] = set()
    for place_of_row, row in enumerate(sheet.rows[1:], start=1):
        if not row:
            continue
        number = _number_of(row, columns)
        label = _label(row, columns)
        mark = known.get(number)
        if mark is None or number in met:
            told["without_student"].append(label)
            continue
        met.add(number)
        grade = _grade(mark, row, columns, comma) if len(row) == len(sheet.rows[0]) else None
        if mark.share is None:
            told["not_judged"].append(label)
        elif grade is None:
            told["damaged"].append(label)
        elif _value(row, columns, "changeable").casefold() in _REFUSALS:
            told["locked"].append(label)
        else:
            before = _value(row, columns, "grade")
            if before and _NUMBER.fullmatch(before) and _as_float(before) != _as_float(grade):
                told["replaced"].append(label)
            changes[place_of_row, columns["grade"]] = grade
            if "feedback" in columns and _is_ours(_value(row, columns, "feedback")) and mark.feedback:
                changes[place_of_row, columns["feedback"]] = _feedback(mark)
            told["filled"].append(label)
    without_row += [mark.student for number, mark in known.items() if number not in met]
    lists = {name: tuple(names) for name, names in told.items()}
    return Filled(sheet.changed(changes), without_row=tuple(without_row), **lists)


def _read(content: bytes, place: str) -> tuple[Sheet, dict[str, int]]:
    """With the separator that gives the columns: Moodle's comma, or what a spreadsheet made of it."""
    sheets = [read_sheet(content, place, delimiter) for delimiter in (",", ";", "\t")]
    for sheet in sheets:
        columns = _columns(sheet.rows[0]) if sheet.rows else {}
        if all(name in columns for name in NEEDED):
            return sheet, columns
    message = _("this is no grading worksheet of Moodle: its first line lacks a column")
    accepted = tuple(f"{english} / {french}" for english, french, *_more in (COLUMNS[name] for name in NEEDED))
    raise UserError(Problem(message, place, accepted))


def _columns(heading: tuple[Cell, ...]) -> dict[str, int]:
    meanings = {_plain(word): name for name, words in COLUMNS.items() for word in words}
    found: dict[str, int] = {}
    for place, cell in enumerate(heading):
        name = meanings.get(_plain(cell.value))
        if name is not None:
            found.setdefault(name, place)
    return found


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().casefold()


def _by_number(marks: Iterable[Mark]) -> tuple[dict[str, Mark], list[str]]:
    """By their number in Moodle, and the students who have none of their own."""
    known: dict[str, list[Mark]] = {}
    for mark in marks:
        known.setdefault(_number(mark.identifier), []).append(mark)
    strangers = known.pop("", [])
    shared = [mark for number, same in known.items() if len(same) > 1 for mark in same]
    single = {number: same[0] for number, same in known.items() if len(same) == 1}
    return single, [mark.student for mark in (*strangers, *shared)]


def _number(identifier: str) -> str:
    found = re.search(r"([0-9]+)\s*\Z", identifier)
    return found[1].lstrip("0") or "0" if found else ""


def _number_of(row: tuple[Cell, ...], columns: Mapping[str, int]) -> str:
    return _number(_value(row, columns, "identifier"))


def _value(row: tuple[Cell, ...], columns: Mapping[str, int], name: str) -> str:
    place = columns.get(name)
    return row[place].value.strip() if place is not None and place < len(row) else ""


def _label(row: tuple[Cell, ...], columns: Mapping[str, int]) -> str:
    return _value(row, columns, "name") or _value(row, columns, "identifier")


def _has_decimal_comma(sheet: Sheet, columns: Mapping[str, int]) -> bool:
    numbers = [_value(row, columns, name) for row in sheet.rows[1:] for name in ("grade", "maximum")]
    numbers = [text for text in numbers if _NUMBER.fullmatch(text)]
    return any("," in text for text in numbers) and not any("." in text for text in numbers)


def _as_float(text: str) -> float:
    return float(text.replace(",", "."))


def _grade(mark: Mark, row: tuple[Cell, ...], columns: Mapping[str, int], comma: bool) -> str | None:
    """Out of the row's own maximum, with two decimals as Moodle writes it; None where that is no number."""
    maximum = _value(row, columns, "maximum")
    if mark.share is None or not _NUMBER.fullmatch(maximum):
        return None
    text = f"{min(mark.share, 1.0) * _as_float(maximum):.2f}"
    return text.replace(".", ",") if comma else text


def _is_ours(feedback: str) -> bool:
    return not feedback or html.unescape(re.sub(r"<[^>]*>", "", feedback)).lstrip().startswith(OURS)


def _feedback(mark: Mark) -> str:
    """As HTML, which is what Moodle takes it for."""
    return "<br />".join(html.escape(line, quote=False) for line in (f"{OURS} {mark.feedback[0]}", *mark.feedback[1:]))
