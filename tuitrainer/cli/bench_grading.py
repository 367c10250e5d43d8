"""What `tuitrainer bench grade` measured, as a table of at most 100 columns."""

from __future__ import annotations

from rich import box
from rich.table import Table

from tuitrainer.base.texts import _
from tuitrainer.bench.grading import EXERCISE, GradingSpeed

MEBIBYTE = 2**20


def grading_table(measured: GradingSpeed) -> Table:
    """A row for each figure, and how it was come by."""
    table = Table(title=_("Grading {exercise}").format(exercise=EXERCISE), title_justify="left", box=box.SIMPLE_HEAD)
    for heading in ("", _("median"), _("slowest")):
        table.add_column(heading, justify="left" if not heading else "right", no_wrap=True)
    command, classroom = measured.command, measured.classroom
    table.add_row(_("For scale: Python imports NumPy and ends"), _milliseconds(command.interpreter), "")
    table.add_row(_("The command, first time"), _milliseconds(command.first), "")
    table.add_row(
        _("The command, from its start to its end"), _milliseconds(command.median), _milliseconds(command.slowest)
    )
    for held in measured.held:
        name = held.isolation
        table.add_row(
            _("{isolation}: in a new interpreter").format(isolation=name), _milliseconds(held.new_interpreter), ""
        )
        table.add_row(_("{isolation}: in a fork").format(isolation=name), _milliseconds(held.fork), "")
    table.add_row(
        _("From a save to its verdict"), _milliseconds(measured.save_to_verdict), _milliseconds(measured.slowest_save)
    )
    title = _("A class of {count} submissions, processes: {processes}").format(
        count=classroom.submissions, processes=classroom.processes
    )
    table.add_row(title, f"{classroom.seconds:.1f} s", "")
    for memory in classroom.memory:
        said = _("  memory after {count}: own, and of those that grade").format(count=memory.graded)
        table.add_row(said, f"{memory.own / MEBIBYTE:.0f} + {memory.workers / MEBIBYTE:.0f} MiB", "")
    return table


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"
