"""``tuitrainer labs``."""

from __future__ import annotations

import click

from tuitrainer.base.texts import _, mark
from tuitrainer.cli.output import show_json, show_table


@click.command("labs", help=mark("List the labs, and the exercises that they illustrate."))
@click.option("--json", "as_json", is_flag=True, help=mark("Print one JSON document."))
def command(as_json: bool) -> None:
    """In the order of the course."""
    from tuitrainer.training.labs import list_labs

    labs = list_labs()
    if as_json:
        entries = [
            {"id": lab.id, "order": lab.order, "title": lab.title, "summary": lab.summary,
             "exercise": lab.exercise or None}
            for lab in labs
        ]  # fmt: skip
        show_json({"schema": 1, "labs": entries})
        return
    rows = ((str(lab.order), lab.id, lab.title, lab.summary, lab.exercise or "-") for lab in labs)
    show_table((_("No."), _("Lab"), _("Title"), _("What it shows"), _("Exercise")), rows, numbers=(0,))
