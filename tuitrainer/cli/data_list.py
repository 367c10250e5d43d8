"""``tuitrainer data list``."""

from __future__ import annotations

import dataclasses

import click

from tuitrainer.base.texts import _, mark
from tuitrainer.cli.output import show_json, show_table


@click.command("list", help=mark("List the data sets: what they are, where they come from, whether they are there."))
@click.option("--json", "as_json", is_flag=True, help=mark("Print one JSON document."))
def command(as_json: bool) -> None:
    """Never asks a server for anything."""
    from tuitrainer.data.download.sources import in_megabytes
    from tuitrainer.data.inventory import all_facts

    found = all_facts()
    if as_json:
        show_json({"schema": 1, "sets": [dataclasses.asdict(facts) for facts in found]})
        return
    origins = {"carried": _("built in"), "formula": _("by formula"), "fetched": _("fetched")}
    presences = {"incomplete": _("incomplete"), "not fetched": _("not fetched yet")}
    rows = (
        (
            facts.name,
            f"{facts.rows}",
            "×".join(str(length) for length in facts.shape),
            "" if facts.size is None else in_megabytes(facts.size),
            facts.licence,
            presences.get(facts.presence, origins[facts.origin]),
        )
        for facts in found
    )
    headings = (_("Data set"), _("Rows"), _("Shape"), _("Size"), _("Licence"), _("Where"))
    show_table(headings, rows, numbers=(1, 3))
    for facts in found:
        citation = f" {facts.citation}" if facts.origin != "formula" else ""
        click.echo(f"{facts.name}: {facts.description}{citation}")
    absent = [facts.name for facts in found if facts.presence != "there"]
    if absent:
        click.echo(_("To fetch what is not there: tuitrainer data fetch {names}").format(names=" ".join(absent)))
