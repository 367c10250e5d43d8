"""``tuitrainer bench``."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import click

from tuitrainer.base.texts import _, mark
from tuitrainer.cli.output import show, show_json

if TYPE_CHECKING:
    from rich.table import Table

    from tuitrainer.bench.compare import Timing
    from tuitrainer.bench.display import DisplayCost
    from tuitrainer.bench.start import Start


@click.command("bench", help=mark("Measure speed on this machine, beside the libraries that are installed."))
@click.argument("workloads", nargs=-1, metavar="[W1|W2]...")
@click.option("--threads", type=click.IntRange(1, 1024), default=1, help=mark("Threads that every library may use."))
@click.option("--rounds", type=click.IntRange(1, 1000), default=9, help=mark("How often each takes its turn."))
@click.option("--json", "as_json", is_flag=True, help=mark("Print one JSON document."))
def command(workloads: tuple[str, ...], threads: int, rounds: int, as_json: bool) -> None:
    """Takes about a minute; every number is of this run, and ratios are within a round."""
    from rich.console import Console

    from tuitrainer.base.errors import UserError, unknown_name
    from tuitrainer.base.machine import this_machine
    from tuitrainer.bench.compare import compare
    from tuitrainer.bench.display import EPOCHS, measure_display
    from tuitrainer.bench.start import measure_start
    from tuitrainer.bench.workloads import WORKLOADS

    for name in workloads:
        if name not in WORKLOADS:
            raise UserError(unknown_name(_("there is no workload '{name}'").format(name=name), name, WORKLOADS))
    errors = Console(stderr=True, highlight=False)
    with errors.status(_("measuring")) as status:
        start = measure_start()
        costs = [measure_display(lab) for lab in EPOCHS]
        timings = [
            timing
            for name in workloads or tuple(WORKLOADS)
            for timing in compare(WORKLOADS[name], threads, rounds, status.update)
        ]
    if as_json:
        show_json({
            "schema": 1, "machine": dataclasses.asdict(this_machine()), "start": dataclasses.asdict(start),
            "display": [dataclasses.asdict(cost) for cost in costs],
            "workloads": [dataclasses.asdict(timing) for timing in timings],
        })  # fmt: skip
        return
    show(_timing_table(timings, {name: workload.title for name, workload in WORKLOADS.items()}))
    show(_start_table(start, costs))


def _timing_table(timings: list[Timing], titles: dict[str, str]) -> Table:
    from rich.table import Table

    shown = dict.fromkeys(timing.workload for timing in timings)
    caption = "\n".join(f"{name}: {titles[name]}" for name in shown)
    table = Table(title=_("Training steps"), caption=caption, caption_justify="left")
    for heading in (_("Workload"), _("Library")):
        table.add_column(heading)
    for heading in (_("µs a step"), "10-90 %", _("Speed against PyTorch"), _("First step (s)"), _("Loss")):
        table.add_column(heading, justify="right")
    for timing in timings:
        low, high = timing.spread
        table.add_row(
            timing.workload,
            timing.implementation,
            f"{timing.microseconds_per_step:.2f}",
            f"{low:.2f} - {high:.2f}",
            f"{timing.ratio:.1f} x" if timing.ratio is not None else _("not installed"),
            f"{timing.first_step_seconds:.2f}",
            f"{timing.loss:.6f}" if timing.agrees else _("{loss:.6f} (differs)").format(loss=timing.loss),
        )
    return table


def _start_table(start: Start, costs: list[DisplayCost]) -> Table:
    from rich.table import Table

    table = Table(title=_("Start and display"), show_header=False)
    table.add_column()
    table.add_column(justify="right")
    paint = f"{start.first_paint:.2f} s" if start.first_paint is not None else _("not run")
    table.add_row(_("First picture"), paint)
    table.add_row(_("Training ready, kernels compiled"), f"{start.cold_ready:.2f} s")
    table.add_row(_("Training ready, kernels cached"), f"{start.warm_ready:.2f} s")
    table.add_row(_("First step after play"), f"{start.first_step:.3f} s")
    leaves = f"{start.quit:.2f} s" if start.quit is not None else _("not run")
    table.add_row(_("Quit over a link of 250 KB/s"), leaves)
    for cost in costs:
        table.add_row(
            _("{lab}: speed left with the display").format(lab=cost.lab),
            _("{share:.1f} % of {speed:,.0f} steps per second").format(
                share=100 * cost.share, speed=cost.steps_per_second
            ),
        )
    return table
