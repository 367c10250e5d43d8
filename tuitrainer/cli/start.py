"""``tuitrainer start [DIR]``."""

from __future__ import annotations

from pathlib import Path

import click

from tuitrainer.base.texts import _, mark
from tuitrainer.cli.options import course


@click.command("start", help=mark("Make a folder with a starter for each exercise. Nothing is ever written over."))
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar=mark("[DIR]"))
@click.pass_context
def command(context: click.Context, folder: Path | None) -> None:
    """Repeatable: what is missing is added."""
    from tuitrainer.grading.catalog import list_exercises
    from tuitrainer.grading.workspace import DEFAULT, command_for, short, start_workspace

    exercises = list_exercises(course(context))
    started = start_workspace(folder if folder is not None else Path(DEFAULT), exercises)
    click.echo(_("Your workspace: {folder}").format(folder=started.folder))
    if started.created:
        click.echo(_("New: {files}").format(files=", ".join(started.created)))
    if started.kept:
        click.echo(_("Left as they are: {files}").format(files=", ".join(started.kept)))
    file = started.folder / f"{exercises[0].id}.py"
    text = _("Next: read `{show}`, write {file}, then `{grade}`.")
    click.echo(
        text.format(
            show=command_for(exercises[0], "show"), file=short(file), grade=command_for(exercises[0], "grade", file)
        )
    )
