"""``tuitrainer tui [LAB]``."""

from __future__ import annotations

import click

from tuitrainer.base.texts import mark
from tuitrainer.cli.options import asked_exercises


@click.command("tui", help=mark("Open the TUI, straight into a lab if one is named."))
@click.argument("lab", required=False, metavar=mark("LAB|RECIPE.toml"))
@click.pass_context
def command(context: click.Context, lab: str | None) -> None:
    """Check a name or a recipe before the screen is taken over, so that a mistake is said where it was typed."""
    from tuitrainer.training.labs import find_recipe, list_labs

    if lab is not None and lab not in {known.id for known in list_labs()}:  # labs are sound: no need to load them
        find_recipe(lab)
    from tuitrainer.tui.app import run

    run(lab, asked_exercises(context))
