"""``tuitrainer progress`` and ``tuitrainer progress reset``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.texts import _, mark, ngettext
from tuitrainer.cli.options import Nested, course
from tuitrainer.cli.output import show_json, show_table
from tuitrainer.cli.standings import read_standings, readable, state

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.progress import Standing

NOT_AGREED = 1


@click.command("progress", help=mark("Show what you have done so far."))
@click.option("--json", "as_json", is_flag=True, help=mark("Print one JSON document."))
@click.pass_context
def _overview(context: click.Context, as_json: bool) -> None:
    """Exercises that were touched, those among them that the course no longer has too."""
    if context.invoked_subcommand is not None:
        return
    exercises = readable(course(context))
    standings = read_standings(exercises[0].course)
    known = {exercise.id: exercise for exercise in exercises}
    ordered = [standings[name] for name in known if name in standings]
    ordered += [standing for name, standing in sorted(standings.items()) if name not in known]
    count = sum(name in standings and standings[name].passed for name in known)
    if as_json:
        entries = [_entry(standing, standing.exercise in known) for standing in ordered]
        show_json({"schema": 1, "passed": count, "total": len(known), "exercises": entries})
        return
    text = ngettext("{count} of {total} exercise passed.", "{count} of {total} exercises passed.", len(known))
    click.echo(text.format(count=count, total=len(known)))
    if ordered:
        headings = (
            _("Exercise"), _("Title"), _("State"), _("Attempts"), _("Hints"), _("Solution"), _("Last attempt (UTC)"),
        )  # fmt: skip
        show_table(headings, (_row(standing, known) for standing in ordered), numbers=(3, 4))


@click.command("reset", help=mark("Forget what you have done in an exercise, or in all. Your files stay."))
@click.argument("exercise", required=False, metavar=mark("[EXERCISE]"))
@click.option("--all", "everything", is_flag=True, help=mark("Forget all exercises of the course."))
@click.option("--yes", is_flag=True, help=mark("Do not ask."))
@click.pass_context
def reset(context: click.Context, exercise: str | None, everything: bool, yes: bool) -> None:
    """Asks first. Exit code 1 where the answer is no."""
    from tuitrainer.base.course import course_key
    from tuitrainer.grading.catalog import exercise_ids
    from tuitrainer.grading.progress import open_progress

    if (exercise is None) != everything:
        raise click.UsageError(_("name an exercise, or give --all"))
    asked = course(context)
    with open_progress(course=course_key(asked.exercises)) as progress:
        standings = progress.standings()
    known = (*exercise_ids(asked), *standings)
    if exercise is not None and exercise not in known:
        message = _("there is no exercise '{name}'").format(name=exercise)
        raise UserError(unknown_name(message, exercise, dict.fromkeys(known)))
    chosen = [standing for name, standing in standings.items() if exercise in (None, name)]
    if not chosen:
        click.echo(_("There is nothing to forget."))
        return
    if not yes and not _agrees(chosen):
        click.echo(_("Nothing was changed."), err=True)
        raise click.exceptions.Exit(NOT_AGREED)
    with open_progress(course=course_key(asked.exercises)) as progress:
        progress.reset(exercise)
    click.echo(_("Forgotten: {exercises}").format(exercises=", ".join(standing.exercise for standing in chosen)))


def _agrees(chosen: Sequence[Standing]) -> bool:
    """The user's answer. Raises UserError where there is nobody to ask."""
    if not sys.stdin.isatty():
        message = _("this asks before it forgets, and there is no terminal to answer in; --yes does without")
        raise UserError(Problem(message, "progress reset"))
    attempts, passed = sum(standing.attempts for standing in chosen), sum(standing.passed for standing in chosen)
    names = ", ".join(standing.exercise for standing in chosen)
    click.echo(_("To be forgotten: {exercises}").format(exercises=names), err=True)
    click.echo(
        _("Attempts: {attempts}, exercises passed: {passed}. Your files stay as they are.").format(
            attempts=attempts, passed=passed
        ),
        err=True,
    )
    question, yes, no = _("Forget this for good?"), _("yes"), _("no")
    answer = click.prompt(f"{question} [{yes}/{no}]", default=no, show_default=False, err=True)
    return str(answer).strip().lower() in {yes, yes[0], "yes", "y"}


def _entry(standing: Standing, in_course: bool) -> dict[str, object]:
    return {
        "id": standing.exercise, "in_course": in_course, "passed": standing.passed, "attempts": standing.attempts,
        "score": standing.score, "max_score": standing.max_score, "hints": standing.hints,
        "solution_seen": standing.solution_seen, "last_attempt": standing.last_attempt or None,
        "sha256": standing.sha256 or None,
    }  # fmt: skip


def _row(standing: Standing, known: Mapping[str, Exercise]) -> tuple[str, ...]:
    exercise = known.get(standing.exercise)
    return (
        standing.exercise, exercise.title if exercise is not None else _("(no longer in the course)"), state(standing),
        str(standing.attempts), str(standing.hints), _("seen") if standing.solution_seen else "-",
        standing.last_attempt[:16].replace("T", " ") or "-",
    )  # fmt: skip


command = Nested(
    "progress", {"reset": reset}, help=mark("Show what you have done so far, or forget it."), alone=_overview
)
