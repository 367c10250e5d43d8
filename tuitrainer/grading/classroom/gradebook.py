"""The grades of a class as a CSV file.

One line a student. The columns are `student`, `name`, `identifier`; for each exercise `<exercise>`, `<exercise>_max`,
`<exercise>_days_late` and `<exercise>_status`; then `total` and `total_max`. They are the same in every language, since
programs read them. A number that is not known is an empty cell: the points of what the grader could not judge
(`ungraded`) or of what was not handed in (`missing`), the days of a submission without a time. A total is empty while
something in it is ungraded.

Spreadsheets take a cell that starts with = + - @ for a formula, and so what follows a separator inside a cell when they
split lines at another one. An apostrophe before that character makes it a text (OWASP, "CSV injection"). A text of one
character, such as the name "-", can't be a formula and stays; `unguarded` takes the apostrophes out again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.classroom.settled import Settled, full_marks

LINE_END = "\r\n"
"""As RFC 4180 has it; Python's writer puts quotes around a letter of it, and only then, in a cell."""
_FORMULA = re.compile(
    r"\A('*)(?=[\t\r\n=+\-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
    r"\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}])|(?<=[,;\t\r\n])('*)(?=[=+\-@])"
)
"""Where a formula could begin, with the apostrophes before it."""


def gradebook(settled: Iterable[Settled], exercises: Sequence[Exercise]) -> str:
    """The whole file as text; students in the order of `settled`."""
    by_student: dict[str, dict[str, Settled]] = {}
    for one in settled:
        by_student.setdefault(one.student, {})[one.exercise] = one
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator=LINE_END)
    writer.writerow(headings(exercises))
    for own in by_student.values():
        someone = next(iter(own.values())).graded
        identifier = next((one.graded.identifier for one in own.values() if one.graded.identifier), "")
        cells = [cell for exercise in exercises for cell in _cells(own.get(exercise.id), exercise)]
        points, maximum = total(own, exercises)
        writer.writerow([
            guarded(someone.student), guarded(someone.name), guarded(identifier), *cells, _number(points),
            _number(maximum),
        ])  # fmt: skip
    return file.getvalue()


def headings(exercises: Sequence[Exercise]) -> list[str]:
    """The first line."""
    names = [f"{exercise.id}{part}" for exercise in exercises for part in ("", "_max", "_days_late", "_status")]
    return ["student", "name", "identifier", *map(guarded, names), "total", "total_max"]


def total(own: dict[str, Settled], exercises: Sequence[Exercise]) -> tuple[float | None, float]:
    """A student's points and full marks in all exercises; no points while something could not be judged."""
    points = [own[exercise.id].points if exercise.id in own else 0.0 for exercise in exercises]
    maximum = sum(own[each.id].max_points if each.id in own else full_marks(each) for each in exercises)
    known = [value for value in points if value is not None]
    return (sum(known) if len(known) == len(points) else None), maximum


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return text if len(text) == 1 else _FORMULA.sub(lambda found: f"'{found[0]}", text)


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    return _FORMULA.sub(lambda found: found[0][1:], cell)


def encoded(text: str, *, with_mark: bool = False) -> bytes:
    """The file's bytes, in UTF-8. Some spreadsheets recognise that only by the byte order mark at the beginning."""
    return text.encode("utf-8-sig" if with_mark else "utf-8", "backslashreplace")


def _cells(one: Settled | None, exercise: Exercise) -> list[str]:
    if one is None:
        return ["", _number(full_marks(exercise)), "", "missing"]
    days = str(one.days_late) if one.time_is_known else ""
    return [_number(one.points), _number(one.max_points), days, one.report.status]


def _number(value: float | None) -> str:
    return "" if value is None else f"{round(value, 6):.15g}"
