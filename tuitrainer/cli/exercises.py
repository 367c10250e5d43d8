"""``tuitrainer exercises``."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _, mark
from tuitrainer.cli.failures import say
from tuitrainer.cli.lab_offer import lab_command, labs_by_exercise, labs_of
from tuitrainer.cli.options import course
from tuitrainer.cli.output import show_json, show_table
from tuitrainer.cli.standings import read_standings, readable, state

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.progress import Standing
    from tuitrainer.training.labs import Lab

INDENT = "  "
WIDE = 100
"""Columns of a terminal that shows all of the table."""
NARROW = (1, 2, 4, 5)
"""What a narrower one shows of it: rather less than titles that nobody can read."""


@click.command("exercises", help=mark("List the exercises, what you have done, what comes next and why."))
@click.option("--json", "as_json", is_flag=True, help=mark("Print one JSON document."))
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """In the order of the course. Exercises that can't be read are named on stderr."""
    from tuitrainer.grading.catalog import next_exercise

    exercises = readable(course(context))
    standings: Mapping[str, Standing] = {}
    try:
        standings = read_standings(exercises[0].course)
    except UserError as error:
        say(error)
    passed = {name for name, standing in standings.items() if standing.passed}
    following = next_exercise(exercises, passed)
    labs = {exercise.id: labs_of(exercise, labs) for labs in (labs_by_exercise(),) for exercise in exercises}
    if as_json:
        show_json({
            "schema": 1, "exercises": [_entry(exercise, exercises, standings, labs) for exercise in exercises],
            "next": following.id if following is not None else None,
        })  # fmt: skip
        return
    headings = (_("No."), _("Exercise"), _("Title"), _("Minutes"), _("Requires"), _("State"), _("Lab"))
    rows = [_row(exercise, exercises, standings, labs) for exercise in exercises]
    if sys.stdout.isatty() and shutil.get_terminal_size().columns < WIDE:
        show_table((headings[column] for column in NARROW), ([row[column] for column in NARROW] for row in rows))
    else:
        show_table(headings, rows, numbers=(0, 3))
    if following is not None:
        _show_next(following, exercises, passed, labs[following.id])


def _show_next(exercise: Exercise, exercises: Sequence[Exercise], passed: set[str], labs: Sequence[Lab]) -> None:
    """What comes next, and why."""
    from tuitrainer.grading.way import reasons
    from tuitrainer.grading.workspace import command_for

    click.echo(_("Next: {command}").format(command=command_for(exercise, "show")))
    width = max(min(shutil.get_terminal_size((100, 24)).columns, 100), 20)
    offer = _("Its lab, before or after: {command}  ({title})")
    for told in (
        " ".join((f"{exercise.title}.", *reasons(exercise, exercises, passed))),
        *(offer.format(command=lab_command(lab), title=lab.title) for lab in labs),
    ):
        click.echo(textwrap.fill(told, width, initial_indent=INDENT, subsequent_indent=INDENT, break_on_hyphens=False))


def _points(exercise: Exercise) -> float:
    return sum(check.points for check in exercise.definition.checks if not check.optional)


def _entry(
    exercise: Exercise, exercises: Sequence[Exercise], standings: Mapping[str, Standing],
    labs: Mapping[str, Sequence[Lab]],
) -> dict[str, object]:  # fmt: skip
    from tuitrainer.grading.progress import Standing
    from tuitrainer.grading.way import missing_for, opened_by

    standing = standings.get(exercise.id, Standing(exercise.id))
    passed = {name for name, other in standings.items() if other.passed}
    return {
        "id": exercise.id, "order": exercise.definition.order, "title": exercise.title,
        "minutes": exercise.definition.minutes, "requires": exercise.definition.requires,
        "missing": [other.id for other in missing_for(exercise, exercises, passed)],
        "leads_to": [other.id for other in opened_by(exercise, exercises)],
        "labs": [lab.id for lab in labs[exercise.id]],
        "points": _points(exercise), "passed": standing.passed, "attempts": standing.attempts,
        "score": standing.score, "max_score": standing.max_score, "hints": standing.hints,
        "hints_total": len(exercise.definition.hints), "solution_seen": standing.solution_seen,
    }  # fmt: skip


def _row(
    exercise: Exercise, exercises: Sequence[Exercise], standings: Mapping[str, Standing],
    labs: Mapping[str, Sequence[Lab]],
) -> tuple[str, ...]:  # fmt: skip
    from tuitrainer.grading.progress import Standing
    from tuitrainer.grading.way import required_by

    definition = exercise.definition
    return (
        str(definition.order), exercise.id, exercise.title, str(definition.minutes),
        ", ".join(str(other.definition.order) for other in required_by(exercise, exercises)) or "-",
        state(standings.get(exercise.id, Standing(exercise.id))),
        ", ".join(lab.id for lab in labs[exercise.id]) or "-",
    )  # fmt: skip
