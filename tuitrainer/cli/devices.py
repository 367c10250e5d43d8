"""``tuitrainer devices``."""

from __future__ import annotations

import dataclasses

import click

from tuitrainer.base.texts import _, mark
from tuitrainer.cli.output import show, show_json

GIBIBYTE = 2**30


@click.command("devices", help=mark("Say what this machine can compute with."))
@click.option("--json", "as_json", is_flag=True, help=mark("Print one JSON document."))
def command(as_json: bool) -> None:
    """Never fails: what can't be found out is said to be unknown."""
    from rich.table import Table
    from rich.text import Text

    from tuitrainer.base.machine import this_machine

    machine = this_machine()
    if as_json:
        show_json({"schema": 1, **dataclasses.asdict(machine)})
        return
    unknown = _("unknown")
    facts = [
        (_("Processor"), machine.cpu or unknown),
        (_("Architecture"), machine.architecture or unknown),
        (_("Physical cores"), str(machine.physical_cores or unknown)),
        (_("Usable threads"), str(machine.threads)),
        (_("Vector instructions"), ", ".join(machine.vector_features) or unknown),
        (_("Memory"), f"{machine.memory_bytes / GIBIBYTE:.1f} GiB" if machine.memory_bytes else unknown),
        ("Numba", machine.numba or _("not installed")),
        ("CUDA", machine.cuda.message),
    ]
    auto = "cuda" if machine.cuda.usable else "cpu"
    facts += [
        (_("GPU"), f"{gpu.name}, {gpu.memory_bytes / GIBIBYTE:.0f} GiB, {gpu.compute_capability}")
        for gpu in machine.cuda.gpus
    ]
    facts.append((_("Backend"), _("'auto' takes '{backend}' here").format(backend=auto)))
    grid = Table.grid(padding=(0, 2))
    for label, value in facts:
        grid.add_row(Text(label), Text(value))
    show(grid)
