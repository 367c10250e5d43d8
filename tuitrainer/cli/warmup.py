"""``tuitrainer warmup``."""

from __future__ import annotations

import sys

import click

from tuitrainer.base.texts import _, mark


@click.command("warmup", help=mark("Compile all kernels now, so that no training has to wait for them."))
@click.option("--float64", is_flag=True, help=mark("Those for float64 too."))
def command(float64: bool) -> None:
    """The second time there is nothing to do: compiled kernels are kept."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from tuitrainer.kernels.cache import prepare_cache
    from tuitrainer.kernels.warmup import warm_up

    cache = prepare_cache()
    console = Console(file=sys.stderr, highlight=False)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        bar = bars.add_task(_("compiling"), total=None)

        def show(done: int, total: int, name: str) -> None:
            bars.update(bar, completed=done, total=total, description=name or _("compiling"))

        warm_up(show, ("float32", "float64") if float64 else ("float32",))
    if cache.notice:
        click.echo(cache.notice, err=True)
    click.echo(_("The kernels are ready."))
