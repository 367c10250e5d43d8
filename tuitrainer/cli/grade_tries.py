"""The verdicts of a watch on the screen, one after the other, each with what changed since the one before."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _
from tuitrainer.cli.failures import INTERRUPTED, say
from tuitrainer.cli.grade_report import EXIT_CODES, record, show_report
from tuitrainer.cli.output import show_lines

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.desk import Outcome
    from tuitrainer.grading.report import Report

_DIFF = 14
"""Lines of what changed in the file that are shown."""


class Tries:
    """Shows each outcome, and keeps it as an attempt. `code` is the exit code of the last one."""

    def __init__(self, exercise: Exercise, path: Path, verbose: bool) -> None:
        self.code = INTERRUPTED
        self._exercise, self._path, self._verbose = exercise, path, verbose
        self._last: Report | None = None
        self._judged: Report | None = None
        """The last one that came to its checks."""
        self._polling = ""
        self._is_waiting = False

    def show(self, outcome: Outcome) -> None:
        """Raises what is no verdict; an error of the user's only where nothing was shown before."""
        if isinstance(outcome, UserError) and self.code != INTERRUPTED:
            self._clear()
            self.code = say(outcome)
        elif isinstance(outcome, BaseException):
            raise outcome
        else:
            self._show_report(outcome)
        self._is_waiting = False
        click.echo(_("Watching {file}: save it to grade it again, Ctrl-C ends.").format(file=self._path), err=True)
        if self._polling:
            click.echo(self._polling, err=True)

    def say_grading(self) -> None:
        """A verdict takes its time: the one before is not the file's any more."""
        if not self._is_waiting:
            self._is_waiting = True
            self._clear()
            click.echo(_("Grading {file}… To try something else meanwhile, save it.").format(file=self._path), err=True)

    def say_polling(self, seconds: float) -> None:
        """From now on with every verdict: why the next one may take a little longer."""
        text = _("The system does not tell when {file} is saved: it is looked at every {seconds} s.")
        self._polling = text.format(file=self._path, seconds=f"{seconds:g}")
        click.echo(self._polling, err=True)

    def _show_report(self, report: Report) -> None:
        from tuitrainer.grading.changes import has_checks, is_same_try

        if not is_same_try(self._last, report):
            record(report, self._exercise)
        self._clear()
        show_report(report, self._exercise, "text", None, self._verbose)
        self._show_changes(report)
        self.code = EXIT_CODES[report.status]
        self._last = report
        if has_checks(report):
            self._judged = report

    def _show_changes(self, report: Report) -> None:
        from tuitrainer.grading.changes import compare_reports, file_changes
        from tuitrainer.grading.formats.changes import check_lines, count_line, diff_lines

        lines = list(check_lines(compare_reports(self._judged, report), self._exercise))
        if self._last is not None and (changed := file_changes(self._last.source, report.source)):
            lines += [count_line(changed), *diff_lines(changed, _DIFF, shutil.get_terminal_size((100, 24)).columns)]
        show_lines([(), *lines, ()] if lines else [])

    def _clear(self) -> None:
        if sys.stdout.isatty():
            click.clear()
