"""``tuitrainer show EXERCISE``."""

from __future__ import annotations

import sys

import click

from tuitrainer.base.texts import mark
from tuitrainer.cli.options import course
from tuitrainer.cli.output import show_markdown


@click.command("show", help=mark("Show what an exercise asks for, and why."))
@click.argument("exercise", metavar=mark("EXERCISE"))
@click.pass_context
def command(context: click.Context, exercise: str) -> None:
    """Laid out in a terminal, plain Markdown elsewhere."""
    from tuitrainer.grading.catalog import find_exercise

    statement = find_exercise(course(context), exercise).statement()
    if not sys.stdout.isatty():
        sys.stdout.write(statement)
        sys.stdout.flush()
        return
    show_markdown(statement)
