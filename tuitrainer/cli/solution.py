"""``tuitrainer solution EXERCISE``."""

from __future__ import annotations

import sys

import click

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _, mark
from tuitrainer.cli.failures import say
from tuitrainer.cli.options import course

NOT_YET = 1


@click.command("solution", help=mark("Show the reference solution, once your own has passed."))
@click.argument("exercise", metavar=mark("EXERCISE"))
@click.option("--force", is_flag=True, help=mark("Show it before."))
@click.pass_context
def command(context: click.Context, exercise: str, force: bool) -> None:
    """Exit code 1 when it is too early."""
    from tuitrainer.grading.catalog import find_exercise
    from tuitrainer.grading.progress import open_progress

    found = find_exercise(course(context), exercise)
    try:
        text = found.solution.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        message = _("there is no reference solution of {exercise} here").format(exercise=found.id)
        raise UserError(Problem(message, str(found.solution))) from None
    allowed = force
    try:
        with open_progress(course=found.course) as progress:
            allowed = force or progress.standing(found.id).passed
            if allowed:
                progress.mark_solution_seen(found.id)
    except UserError as error:
        say(error)
    if not allowed:
        click.echo(_("It comes once your own file has passed; `--force` shows it now."), err=True)
        raise click.exceptions.Exit(NOT_YET)
    sys.stdout.write(text)
    sys.stdout.flush()
