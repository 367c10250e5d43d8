"""``tuitrainer data verify [NAME]``."""

from __future__ import annotations

import click

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _, mark
from tuitrainer.cli.failures import USAGE

DAMAGED = 1


@click.command("verify", help=mark("Check that what was fetched is byte for byte what was published."))
@click.argument("name", required=False, metavar=mark("[NAME]"))
@click.pass_context
def command(context: click.Context, name: str | None) -> None:
    """Exit codes: 0, 1 when a file is damaged, 2 when the set that was named is not there in full. Asks no server."""
    from tuitrainer.data.download.sources import SOURCES, find_source, in_megabytes
    from tuitrainer.data.download.state import conditions, folder_of

    words = {"good": _("as published"), "damaged": _("damaged"), "missing": _("not there")}
    damaged, incomplete = [], []
    for source in (find_source(name),) if name is not None else SOURCES.values():
        found = conditions(source)
        if set(found.values()) == {"missing"}:
            message = _("'{name}' has not been fetched: run `tuitrainer data fetch {name}` ({size})")
            message = message.format(name=source.name, size=in_megabytes(source.size))
            if name is not None:
                raise UserError(Problem(message, str(folder_of(source))))
            click.echo(message)
            continue
        click.echo(f"{source.name}: {folder_of(source)}")
        for file, condition in found.items():
            click.echo(f"  {file}: {words[condition]}")
        if "damaged" in found.values():
            damaged.append(source.name)
        elif "missing" in found.values():
            incomplete.append(source.name)
    if damaged:
        click.echo(_("To fetch again what is damaged: tuitrainer data fetch {names}").format(names=" ".join(damaged)))
        context.exit(DAMAGED)
    if incomplete:
        click.echo(_("To fetch the rest: tuitrainer data fetch {names}").format(names=" ".join(incomplete)))
        context.exit(USAGE if name is not None else 0)
