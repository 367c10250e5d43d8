"""``tuitrainer bench``.

``--json`` prints one document; numbers that were not measured are null:

    {"schema": 1, "machine": as in ``tuitrainer devices --json``,
     "workloads": [{"workload", "implementation", "threads",
                    "status": "measured|differs|not installed|not available|failed",
                    "start_seconds", "first_step_seconds", "microseconds_per_step", "spread": [first, last decile],
                    "ratio": to PyTorch eager, "ratio_to_fastest_peer", "loss": of step 5, "agrees", "gigaflops",
                    "roofline": {"gigaflops", "gigabytes_per_second"}, "roofline_share"}, ...],
     "first_steps": [{"workload", "cold_seconds", "warm_seconds"}, ...],
     "memory": [{"workload", "parameters", "gradients", "moments", "activations", "peak"}, ...], all in bytes,
     "growth": {"workload", "steps", "before", "after"}, bytes of the process,
     "start": {"first_paint", "cold_ready", "warm_ready", "first_step", "quit"}, seconds,
     "display": [{"lab", "steps_per_second", "share", "snapshots_per_second"}, ...]}

with ``grade`` instead of everything after "machine":

    "grading": {"command": {"interpreter", "first", "median", "slowest"},
                "held": [{"isolation", "new_interpreter", "fork"}, ...],
                "save_to_verdict", "slowest_save", all in seconds,
                "classroom": {"submissions", "processes", "seconds", "memory": [{"graded", "own", "workers"}, ...]}}

``--backend cuda``: see bench_gpu.py. And with ``--scaling``:

    "scaling": {"batches": [{"batch_size", "width", "threads", "parameters", "microseconds_per_step",
                             "picoseconds_per_row_and_parameter"}, ...], "widths": the same, "threads": the same}
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import click

from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.texts import _, mark
from tuitrainer.cli.output import show, show_json

GRADE = "grade"


@click.command("bench", help=mark("Measure speed on this machine, beside the libraries that are installed."))
@click.argument("workloads", nargs=-1, metavar="[W1|W2|W3|W4|W5|W6|grade]...")
@click.option("--threads", type=click.IntRange(1, 1024), default=1, help=mark("Threads that every library may use."))
@click.option("--rounds", type=click.IntRange(1, 1000), default=9, help=mark("How often each takes its turn."))
@click.option("--scaling", is_flag=True, help=mark("Measure instead how time grows with batch, width and threads."))
@click.option(
    "--submissions", type=click.IntRange(1, 1_000_000), default=1000, help=mark("With grade: how large the class is.")
)
@click.option(
    "--backend", type=click.Choice(["cpu", "cuda"]), default="cpu", help=mark("On the processor, or on the GPU.")
)
@click.option("--json", "as_json", is_flag=True, help=mark("Print one JSON document."))
def command(
    workloads: tuple[str, ...], threads: int, rounds: int, scaling: bool, submissions: int, backend: str, as_json: bool
) -> None:
    """Takes some minutes; every number is of this run, and ratios are within a round."""
    from rich.console import Console

    if scaling and workloads:
        raise UserError(Problem(_("--scaling measures networks of its own, so no workload can be named with it")))
    if backend == "cuda" and (scaling or GRADE in workloads):
        raise UserError(Problem(_("on the GPU only W1 to W6 and products of matrices are measured"), "--backend"))
    with Console(stderr=True, highlight=False).status(_("measuring")) as status:
        if GRADE in workloads:
            _grading(workloads, rounds, submissions, status.update, as_json=as_json)
        elif scaling:
            _scaling(status.update, as_json=as_json)
        elif backend == "cuda":
            _on_gpu(workloads, rounds, status.update, as_json=as_json)
        else:
            _comparison(workloads, threads, rounds, status.update, as_json=as_json)


def _on_gpu(names: Sequence[str], rounds: int, report: Callable[[str], None], *, as_json: bool) -> None:
    from tuitrainer.cli.bench_gpu import bench_gpu

    bench_gpu(_known(names), rounds, report, as_json=as_json)


def _known(names: Sequence[str]) -> list[str]:
    """The workloads of these names, each once; all where none is named."""
    from tuitrainer.bench.workloads import WORKLOADS

    for name in names:
        if name not in WORKLOADS:
            message = _("there is no workload '{name}'").format(name=name)
            raise UserError(unknown_name(message, name, [*WORKLOADS, GRADE]))
    return list(dict.fromkeys(names) or WORKLOADS)


def _scaling(report: Callable[[str], None], *, as_json: bool) -> None:
    from tuitrainer.bench.scaling import measure_scaling
    from tuitrainer.cli.bench_tables import scaling_tables

    scaling = measure_scaling(report)
    if as_json:
        show_json({"schema": 1, "machine": _machine(), "scaling": dataclasses.asdict(scaling)})
        return
    for table in scaling_tables(scaling):
        show(table)


def _grading(
    asked: Sequence[str], rounds: int, submissions: int, report: Callable[[str], None], *, as_json: bool
) -> None:
    from tuitrainer.bench.grading import measure_grading
    from tuitrainer.cli.bench_grading import grading_table
    from tuitrainer.jobs.executor import usable_cores

    if len(set(asked)) > 1:
        raise UserError(Problem(_("grade is measured by itself: name no workload with it")))
    measured = measure_grading(rounds, submissions, min(2, usable_cores()), report)
    if as_json:
        show_json({"schema": 1, "machine": _machine(), "grading": dataclasses.asdict(measured)})
    else:
        show(grading_table(measured))


def _comparison(
    names: Sequence[str], threads: int, rounds: int, report: Callable[[str], None], *, as_json: bool
) -> None:
    """Each table is shown as soon as it is known; the document comes at the end."""
    from tuitrainer.bench.compare import compare
    from tuitrainer.bench.display import EPOCHS, measure_display
    from tuitrainer.bench.first_step import measure_first_step
    from tuitrainer.bench.memory import measure_growth, measure_memory
    from tuitrainer.bench.start import measure_start
    from tuitrainer.bench.workloads import WORKLOADS
    from tuitrainer.cli.bench_tables import memory_table, start_table, timing_table

    timings, first_steps, memories = [], [], []
    for name in _known(names):
        of_workload = compare(WORKLOADS[name], threads, rounds, report)
        report(_("{workload}: first step").format(workload=name))
        first_steps.append(measure_first_step(WORKLOADS[name], threads))
        if not as_json:
            show(timing_table(WORKLOADS[name], of_workload, first_steps[-1]))
        timings += of_workload
    report(_("memory"))
    memories = [measure_memory(WORKLOADS[first.workload]) for first in first_steps]
    growth = measure_growth()
    if not as_json:
        show(memory_table(memories, growth))
    report(_("start and display"))
    start = measure_start()
    costs = [measure_display(lab) for lab in EPOCHS]
    if not as_json:
        show(start_table(start, costs))
        return
    show_json({
        "schema": 1, "machine": _machine(), "workloads": [dataclasses.asdict(timing) for timing in timings],
        "first_steps": [dataclasses.asdict(first) for first in first_steps],
        "memory": [dataclasses.asdict(memory) for memory in memories], "growth": dataclasses.asdict(growth),
        "start": dataclasses.asdict(start), "display": [dataclasses.asdict(cost) for cost in costs],
    })  # fmt: skip


def _machine() -> dict[str, object]:
    from tuitrainer.base.machine import this_machine

    return dataclasses.asdict(this_machine())
