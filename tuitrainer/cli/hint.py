"""``tuitrainer hint EXERCISE``."""

from __future__ import annotations

import shutil
import textwrap

import click

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _, mark
from tuitrainer.cli.failures import say
from tuitrainer.cli.options import course


@click.command("hint", help=mark("Show a hint, one more each time."))
@click.argument("exercise", metavar=mark("EXERCISE"))
@click.pass_context
def command(context: click.Context, exercise: str) -> None:
    """Once all have been shown, all are shown again."""
    from tuitrainer.grading.catalog import find_exercise
    from tuitrainer.grading.progress import open_progress

    found = find_exercise(course(context), exercise)
    total = len(found.definition.hints)
    if not total:
        click.echo(_("This exercise has no hints."))
        return
    before, shown = 0, 1
    try:
        with open_progress(course=found.course) as progress:
            before = progress.standing(found.id).hints
            shown = progress.show_hint(found.id, total)
    except UserError as error:
        say(error)
    all_again = before >= total
    for number in range(1 if all_again else shown, shown + 1):
        heading = _("Hint {number} of {total}").format(number=number, total=total)
        click.echo(heading)
        width = max(min(shutil.get_terminal_size((100, 24)).columns, 100) - 2, 20)
        for line in textwrap.wrap(found.hint(number), width, break_on_hyphens=False):
            click.echo(f"  {line}")
    if shown == total and not all_again:
        click.echo(_("That was the last one."))
