"""``tuitrainer bench --backend cuda``: what was measured on the GPU, as tables and as a document.

    {"schema": 1, "machine": as in ``tuitrainer devices --json``,
     "gpu": {"status": "measured|not run", "reason": "" or what is missing,
             "peak": {"gigaflops", "gigabytes_per_second"} by the data sheet or null},
     "workloads": [as without --backend, where "roofline" is the GPU's peak, ...],
     "products": [{"size", "seconds", "gigaflops", "share_of_peak", "torch_seconds", "ratio", "transfer_seconds"}, ...]}

The rows of the workloads are "tuitrainer", "tuitrainer, step by step", "PyTorch eager" (TF32 off) and "PyTorch, CUDA
graphs"; numbers that were not measured are null. Exit code 2 when nothing could be run.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import click
from rich import box
from rich.table import Table

from tuitrainer.base.machine import peak_of_gpu, this_machine
from tuitrainer.base.texts import _
from tuitrainer.bench.compare import compare
from tuitrainer.bench.gpu_products import Product, measure_products
from tuitrainer.bench.implementations import ON_GPU
from tuitrainer.bench.workloads import WORKLOADS
from tuitrainer.cli.bench_tables import gpu_timing_table
from tuitrainer.cli.failures import USAGE
from tuitrainer.cli.output import show, show_json


def bench_gpu(names: Sequence[str], rounds: int, report: Callable[[str], None], *, as_json: bool) -> None:
    """Each table is shown as soon as it is known; the document comes at the end."""
    machine = this_machine()
    document: dict[str, object] = {
        "schema": 1, "machine": dataclasses.asdict(machine),
        "gpu": {"status": "not run", "reason": machine.cuda.message, "peak": None}, "workloads": [], "products": [],
    }  # fmt: skip
    if not machine.cuda.usable:
        if as_json:
            show_json(document)
        else:
            click.echo(_("not run: {reason}").format(reason=machine.cuda.message))
        click.get_current_context().exit(USAGE)
    timings = []
    for name in names:
        of_workload = compare(WORKLOADS[name], 1, rounds, report, ON_GPU)
        if not as_json:
            show(gpu_timing_table(WORKLOADS[name], of_workload))
        timings += of_workload
    products = measure_products(rounds, report)
    if not as_json:
        show(products_table(products))
        return
    peak = peak_of_gpu()
    document["gpu"] = {
        "status": "measured", "reason": "", "peak": dataclasses.asdict(peak) if peak is not None else None
    }  # fmt: skip
    document["workloads"] = [dataclasses.asdict(timing) for timing in timings]
    document["products"] = [dataclasses.asdict(product) for product in products]
    show_json(document)


def products_table(products: Sequence[Product]) -> Table:
    """One row for each size."""
    table = Table(
        title=_("Products of square matrices on the GPU, float32"), title_justify="left", box=box.SIMPLE_HEAD,
        pad_edge=False,
    )  # fmt: skip
    for heading in (
        _("Size"), _("ms"), "GFLOP/s", _("Share of peak"), _("Against PyTorch"), _("Transfer, ms"),
        _("Transfer by product"),
    ):  # fmt: skip
        table.add_column(heading, justify="right")
    for product in products:
        table.add_row(
            str(product.size),
            f"{product.seconds * 1e3:.3f}",
            f"{product.gigaflops:,.0f}",
            f"{100 * product.share_of_peak:.0f} %" if product.share_of_peak is not None else "",
            f"{product.ratio:.2f} x" if product.ratio is not None else _("not run"),
            f"{product.transfer_seconds * 1e3:.3f}",
            f"{product.transfer_seconds / product.seconds:.1f} x",
        )
    return table
