"""``tuitrainer labs``."""

from __future__ import annotations

import click

from tuitrainer.base.texts import _, mark
from tuitrainer.cli.output import show_json, show_table


@click.command("labs", help=mark("List the labs."))
@click.option("--json", "as_json", is_flag=True, help=mark("Print one JSON document."))
def command(as_json: bool) -> None:
    """In the order of the course."""
    from tuitrainer.training.labs import list_labs

    labs = list_labs()
    if as_json:
        entries = [{"id": lab.id, "order": lab.order, "title": lab.title, "summary": lab.summary} for lab in labs]
        show_json({"schema": 1, "labs": entries})
        return
    rows = ((str(lab.order), lab.id, lab.title, lab.summary) for lab in labs)
    show_table((_("No."), _("Lab"), _("Title"), _("What it shows")), rows, numbers=(0,))
