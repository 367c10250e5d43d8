"""``tuitrainer start [DIR]``."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _, mark
from tuitrainer.cli.failures import say
from tuitrainer.cli.options import asked_exercises, course
from tuitrainer.cli.output import show_lines
from tuitrainer.cli.standings import read_standings, readable

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.formats.text import Line, Role
    from tuitrainer.grading.workspace import Changed, Started


@click.command("start", help=mark("Make a folder with a starter for each exercise. Your work is never written over."))
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar=mark("[DIR]"))
@click.option(
    "--update", is_flag=True, help=mark("Renew the starters that have changed and that you have not touched.")
)
@click.pass_context
def command(context: click.Context, folder: Path | None, update: bool) -> None:
    """Repeatable: what is missing is added. Without DIR, in the workspace that is here, else in a new one."""
    from tuitrainer.grading.workspace import DEFAULT, find_workspace, start_workspace

    exercises = readable(course(context))
    place = folder or find_workspace(Path.cwd()) or Path(DEFAULT)
    started = start_workspace(place, exercises, update)
    if started.problems:
        say(UserError(*started.problems))
    click.echo(_("Your workspace: {folder}").format(folder=started.folder))
    for text, files in (
        (_("New: {files}"), started.created), (_("Renewed: {files}"), started.updated),
        (_("Left as they are: {files}"), started.kept),
    ):  # fmt: skip
        if files:
            click.echo(text.format(files=", ".join(files)))
    _show_changed(started, update, _renewing(folder, asked_exercises(context)))
    _show_next(started, exercises)


def _renewing(folder: Path | None, exercises: Path | None) -> str:
    """The command that renews starters."""
    from tuitrainer.grading.workspace import short

    words = ["tuitrainer", "start", *([str(folder)] if folder is not None else []), "--update"]
    return shlex.join([*words, *(["--exercises", short(exercises)] if exercises is not None else [])])


def _show_changed(started: Started, update: bool, renewing: str) -> None:
    """What is new in starters, for the student to take over or to leave."""
    for changed in started.changed:
        if not changed.difference:
            continue
        click.echo()
        click.echo(_("{file}: the starter has changed.").format(file=changed.name))
        if changed.untouched:
            click.echo(_("You have not touched yours: `{command}` renews it.").format(command=renewing))
        else:
            click.echo(_("Yours stays as you wrote it. What is new in the starter:"))
        show_lines(_lines_of(changed))
    if any(not changed.untouched and changed.difference for changed in started.changed):
        click.echo()
        if update:
            click.echo(_("These changes are not told again."))
        else:
            click.echo(_("To be told this no longer: `{command}`").format(command=renewing))


def _lines_of(changed: Changed) -> Sequence[Line]:
    from tuitrainer.grading.formats.harmless import printable
    from tuitrainer.grading.formats.text import Part

    roles: dict[str, Role] = {"+": "good", "-": "bad", "@": "muted"}
    lines: list[Line] = []
    for number, line in enumerate(changed.difference):
        role: Role = "strong" if number < len(("---", "+++")) else roles.get(line[:1], "")
        lines.append((Part(printable(line.replace("\t", "    ")), role),))
    return lines


def _show_next(started: Started, exercises: Sequence[Exercise]) -> None:
    from tuitrainer.grading.catalog import next_exercise
    from tuitrainer.grading.workspace import command_for, short

    passed: set[str] = set()
    try:
        standings = read_standings(exercises[0].course)
        passed = {name for name, standing in standings.items() if standing.passed}
    except UserError as error:
        say(error)
    following = next_exercise(exercises, passed)
    if following is None:
        return
    file = started.folder / f"{following.id}.py"
    if started.changed:
        click.echo()
    text = _("Next: read `{show}`, write {file}, then `{grade}`.")
    click.echo(
        text.format(show=command_for(following, "show"), file=short(file), grade=command_for(following, "grade", file))
    )
