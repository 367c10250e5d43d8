"""What `tuitrainer bench` measured, as tables of at most 100 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from tuitrainer.base.texts import _, mark, ngettext
from tuitrainer.bench.compare import BASELINE, Timing
from tuitrainer.bench.display import DisplayCost
from tuitrainer.bench.first_step import FirstStep
from tuitrainer.bench.implementations import IMPLEMENTATIONS
from tuitrainer.bench.memory import Growth, Memory
from tuitrainer.bench.scaling import Scaling
from tuitrainer.bench.start import Start
from tuitrainer.bench.workloads import LOSS_STEP, Workload

BUSY = 1.5
"""Last by first decile of a row's times, above which something else was running."""
MEBIBYTE = 2**20

STATUSES = {
    "measured": "", "differs": mark("another loss"), "not installed": mark("not installed"),
    "not available": mark("not available"), "failed": mark("failed"),
}  # fmt: skip


def timing_table(workload: Workload, timings: Sequence[Timing], first_step: FirstStep | None) -> Table:
    """One workload: a row for each implementation, and below what holds for all of them."""
    several = len({timing.threads for timing in timings}) > 1
    table = _table(f"{workload.name}: {_(workload.title)}", "\n".join(_remarks(workload, timings, first_step)))
    table.add_column(_("Library"), no_wrap=True)
    if several:
        table.add_column(_("Threads"), justify="right")
    table.add_column(_("µs a step"), justify="right", no_wrap=True)
    for heading in ("±", _("Against PyTorch"), _("Against the fastest"), "GFLOP/s", _("Share of roofline")):
        table.add_column(heading, justify="right")
    for timing in timings:
        threads = [str(timing.threads)] if several else []
        table.add_row(*map(Text, [_(timing.implementation), *threads, *_figures(timing)]))
    return table


def gpu_timing_table(workload: Workload, timings: Sequence[Timing]) -> Table:
    """The same on a GPU, whose threads are its own affair."""
    table = timing_table(workload, timings, None)
    table.columns[-1].header = _("Share of peak")
    return table


def _figures(timing: Timing) -> list[str]:
    if timing.microseconds_per_step is None or timing.spread is None:
        return [_(STATUSES[timing.status]), "", "", "", "", ""]
    low, high = timing.spread
    return [
        _short(timing.microseconds_per_step),
        f"{50 * (high - low) / timing.microseconds_per_step:.0f} %",
        _times(timing.ratio),
        _times(timing.ratio_to_fastest_peer),
        _short(timing.gigaflops) if timing.gigaflops is not None else "",
        f"{100 * timing.roofline_share:.1f} %" if timing.roofline_share is not None else "",
    ]


def _remarks(workload: Workload, timings: Sequence[Timing], first_step: FirstStep | None) -> Iterator[str]:
    agreeing = [timing for timing in timings if timing.agrees and timing.loss is not None]
    if agreeing:
        yield _("Loss of step {step}: {loss:.6f}").format(step=LOSS_STEP, loss=agreeing[0].loss)
    for timing in timings:
        if timing.status == "differs":
            yield _("{library} has the loss {loss:.6f} there: it does not train the same, so it has no time").format(
                library=timing.implementation, loss=timing.loss
            )
    measured = [timing for timing in timings if timing.status == "measured"]
    yield _("± is half of what lies between the first and the last decile; ratios are medians within a round.")
    if workload != workload.without_dropout():
        for timing in measured:
            if timing.implementation in IMPLEMENTATIONS and not IMPLEMENTATIONS[timing.implementation].dropout:
                yield _("{library} has no dropout and trains without").format(library=timing.implementation)
    if BASELINE not in {timing.implementation for timing in measured}:
        yield _("{library} was not measured, so nothing is compared with it").format(library=BASELINE)
    for threads in sorted({timing.threads for timing in measured if timing.roofline is not None}):
        best = [timing.roofline for timing in measured if timing.roofline is not None and timing.threads == threads]
        text = ngettext(
            "Roofline with {threads} thread: {speed:.0f} GFLOP/s; memory: {bandwidth:.0f} GB/s",
            "Roofline with {threads} threads: {speed:.0f} GFLOP/s; memory: {bandwidth:.0f} GB/s",
            threads,
        )
        yield text.format(
            threads=threads,
            speed=max(roofline.gigaflops for roofline in best),
            bandwidth=max(roofline.gigabytes_per_second for roofline in best),
        )
    if first_step is not None:
        yield _("First step of tuitrainer: {cold:.1f} s with nothing compiled, {warm:.1f} s from the cache").format(
            cold=first_step.cold_seconds, warm=first_step.warm_seconds
        )
    if any(timing.spread is not None and timing.spread[1] > BUSY * timing.spread[0] for timing in timings):
        yield _("The machine was busy with something else: times of one row differ by half. Measure again.")


def memory_table(memories: Sequence[Memory], growth: Growth) -> Table:
    caption = _("{workload} over {steps} steps: the process takes {change:+.1f} MiB ({before:.0f} before)").format(
        workload=growth.workload,
        steps=growth.steps,
        change=(growth.after - growth.before) / MEBIBYTE,
        before=growth.before / MEBIBYTE,
    )
    table = _table(_("Memory of a training, in MiB"), caption)
    table.add_column(_("Workload"))
    headings = (_("Parameters"), _("Gradients"), _("Moments"), _("Activations"), _("All of these"), _("Taken"))
    for heading in headings:
        table.add_column(heading, justify="right")
    table.add_column("", justify="right")
    for memory in memories:
        parts = (memory.parameters, memory.gradients, memory.moments, memory.activations, memory.least, memory.peak)
        table.add_row(
            memory.workload, *(f"{count / MEBIBYTE:.3f}" for count in parts), f"{memory.peak / memory.least:.2f} x"
        )
    return table


def start_table(start: Start, costs: Sequence[DisplayCost]) -> Table:
    table = Table(title=_("Start and display"), title_justify="left", show_header=False, box=box.SIMPLE)
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


def scaling_tables(scaling: Scaling) -> Iterator[Table]:
    caption = _("The last column is the time by rows and parameters: where it stays the same, time grows as they do.")
    series = (
        (_("Time against the batch"), scaling.batches),
        (_("Time against the width of two dense layers"), scaling.widths),
        (_("Time against the threads"), scaling.threads),
    )
    for title, points in series:
        table = _table(title, caption if points is scaling.threads else None)
        for heading in (
            _("Batch"),
            _("Width"),
            _("Threads"),
            _("Parameters"),
            _("µs a step"),
            _("ps a row and parameter"),
        ):
            table.add_column(heading, justify="right")
        for point in points:
            table.add_row(
                str(point.batch_size), str(point.width), str(point.threads), f"{point.parameters:,}",
                _short(point.microseconds_per_step), _short(point.picoseconds_per_row_and_parameter),
            )  # fmt: skip
        yield table


def _table(title: str, caption: str | None) -> Table:
    return Table(
        title=title, title_justify="left", caption=caption, caption_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
    )


def _short(number: float) -> str:
    """Four figures or so, however large the number is."""
    return f"{number:.2f}" if number < 100 else f"{number:.1f}" if number < 1000 else f"{number:,.0f}"


def _times(ratio: float | None) -> str:
    if ratio is None:
        return ""
    return f"{ratio:.2f} x" if ratio < 10 else f"{ratio:.0f} x"
