"""``tuitrainer exercises``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _, mark
from tuitrainer.cli.failures import say
from tuitrainer.cli.options import course
from tuitrainer.cli.output import show_json, show_table

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.progress import Standing


@click.command("exercises", help=mark("List the exercises, what you have done and what comes next."))
@click.option("--json", "as_json", is_flag=True, help=mark("Print one JSON document."))
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """In the order of the course."""
    from tuitrainer.grading.catalog import list_exercises, next_exercise
    from tuitrainer.grading.progress import Standing, open_progress
    from tuitrainer.grading.workspace import command_for

    exercises = list_exercises(course(context))
    standings: dict[str, Standing] = {}
    try:
        with open_progress() as progress:
            standings = progress.standings()
    except UserError as error:
        say(error)
    rows = [(exercise, standings.get(exercise.id, Standing(exercise.id))) for exercise in exercises]
    passed = {name for name, standing in standings.items() if standing.passed}
    following = next_exercise(exercises, passed)
    if as_json:
        show_json({
            "schema": 1, "exercises": [_entry(*row) for row in rows],
            "next": following.id if following is not None else None,
        })  # fmt: skip
        return
    headings = (_("No."), _("Exercise"), _("Title"), _("Minutes"), _("Points"), _("State"))
    show_table(headings, (_row(*row) for row in rows), numbers=(0, 3, 4))
    if following is not None:
        click.echo(_("Next: {command}").format(command=command_for(following, "show")))


def _points(exercise: Exercise) -> float:
    return sum(check.points for check in exercise.definition.checks if not check.optional)


def _entry(exercise: Exercise, standing: Standing) -> dict[str, object]:
    return {
        "id": exercise.id, "order": exercise.definition.order, "title": exercise.title,
        "minutes": exercise.definition.minutes, "requires": exercise.definition.requires,
        "points": _points(exercise), "passed": standing.passed, "attempts": standing.attempts,
        "score": standing.score, "max_score": standing.max_score, "hints": standing.hints,
        "hints_total": len(exercise.definition.hints), "solution_seen": standing.solution_seen,
    }  # fmt: skip


def _row(exercise: Exercise, standing: Standing) -> tuple[str, ...]:
    definition = exercise.definition
    return (
        str(definition.order), exercise.id, exercise.title, str(definition.minutes), f"{_points(exercise):g}",
        state(standing),
    )  # fmt: skip


def state(standing: Standing) -> str:
    """How far a student is, in words."""
    if standing.passed:
        return _("passed")
    if standing.attempts:
        return _("tried, best {score:g} of {max:g}").format(score=standing.score, max=standing.max_score)
    return "-"
