"""Moodle's grading worksheet with the grades of a class, and what is said of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.cli.class_report import write_file
from tuitrainer.cli.output import show_json

if TYPE_CHECKING:
    from tuitrainer.grading.classroom.overview import Overview
    from tuitrainer.grading.classroom.worksheet import Filled, Mark
    from tuitrainer.grading.feedback import Level


def fill_worksheet(overview: Overview, worksheet: Path, output: Path | None, level: Level, *, as_json: bool) -> None:
    """Write the filled worksheet to `output`, or beside the worksheet under a new name. Raises UserError."""
    from tuitrainer.grading.classroom.worksheet import fill

    try:
        content = worksheet.read_bytes()
    except OSError as error:
        message = _("this file can't be read: {reason}").format(reason=error.strerror or error)
        raise UserError(Problem(message, str(worksheet))) from None
    target = output if output is not None else worksheet.with_name(f"{worksheet.stem}.filled{worksheet.suffix}")
    if output is None and target.exists():
        raise UserError(Problem(_("this file exists; name the one to write with --output"), str(target)))
    filled = fill(content, str(worksheet), _marks(overview, level))
    write_file(filled.content, target)
    if as_json:
        show_json({"schema": 1, "file": target.absolute(), **_lists(filled)})
    else:
        _tell(filled, target)


def _marks(overview: Overview, level: Level) -> list[Mark]:
    from tuitrainer.grading.classroom.gradebook import total
    from tuitrainer.grading.classroom.overview import feedback
    from tuitrainer.grading.classroom.worksheet import Mark

    exercises = [chapter.exercise for chapter in overview.chapters]
    known = {exercise.id: exercise for exercise in exercises}
    marks = []
    for student, name in overview.names.items():
        own = {one.exercise: one for one in overview.settled if one.student == student}
        identifier = next((one.graded.identifier for one in own.values() if one.graded.identifier), "")
        points, maximum = total(own, exercises)
        share = points / maximum if points is not None and maximum else None
        marks.append(Mark(name, identifier, share, tuple(feedback(own.values(), known, level))))
    return marks


def _lists(filled: Filled) -> dict[str, tuple[str, ...]]:
    return {
        "filled": filled.filled, "replaced": filled.replaced, "locked": filled.locked,
        "not_judged": filled.not_judged, "damaged": filled.damaged, "without_row": filled.without_row,
        "without_student": filled.without_student,
    }  # fmt: skip


def _tell(filled: Filled, target: Path) -> None:
    from tuitrainer.grading.formats.text import printable

    click.echo(_("{file}: grades filled in: {count}").format(file=target, count=len(filled.filled)))
    for names, said in (
        (filled.replaced, _("Held another grade before")),
        (filled.locked, _("Left as it is, since the grade can't be changed")),
        (filled.not_judged, _("Left as it is, since the grader failed")),
        (filled.damaged, _("Left as it is, since the row is damaged or its maximum is no number")),
        (filled.without_row, _("Graded, but without a row of their own (by the number in the folder's name)")),
        (filled.without_student, _("In the worksheet, but nothing was graded")),
    ):  # fmt: skip
        if names:
            told = _("{said} ({count}): {names}")
            click.echo(told.format(said=said, count=len(names), names=printable(", ".join(names))))
