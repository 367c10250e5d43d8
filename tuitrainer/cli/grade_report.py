"""What becomes of a report: shown or written, kept, and turned into an exit code."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.strict_json import strict_json
from tuitrainer.base.texts import _
from tuitrainer.cli.failures import UNEXPECTED, say
from tuitrainer.cli.output import show_lines, write_lines

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.report import Report

FORMATS = ("text", "json")
FAILED = 1
EXIT_CODES: Mapping[str, int] = MappingProxyType({
    "passed": 0, "failed": FAILED, "error": FAILED, "ungraded": UNEXPECTED,
})  # fmt: skip
"""Status of a report -> exit code."""


def get_ready() -> None:
    """Import what the report will need, while the sandbox is still warming up."""
    import tuitrainer.grading.formats.text
    import tuitrainer.grading.progress  # noqa: F401


def show_report(report: Report, exercise: Exercise, form: str, output: Path | None, verbose: bool) -> None:
    """One report on stdout, or in the file `output`. Raises UserError when that can't be written."""
    if form == "json":
        from tuitrainer.grading.formats.json import document

        _write(strict_json(document(report, exercise)) + "\n", output)
        return
    from tuitrainer.grading.formats.text import lines

    if output is None:
        show_lines(lines(report, exercise, _width(), verbose))
    else:
        _write(write_lines(lines(report, exercise, verbose=verbose)), output)


def show_reports(reports: list[tuple[Report, Exercise]], form: str, output: Path | None, verbose: bool) -> None:
    """A list of reports; as text, only those that did not pass in full."""
    if form == "json":
        from tuitrainer.grading.formats.json import document

        _write(strict_json([document(report, exercise) for report, exercise in reports]) + "\n", output)
        return
    from tuitrainer.grading.formats.text import summary

    told = [line for report, exercise in reports for line in summary(report, exercise, verbose)]
    if output is None:
        show_lines(told)
    else:
        _write(write_lines(told), output)


def record(report: Report) -> None:
    """Keep an attempt. Where that fails it is said, and the verdict stands all the same."""
    from tuitrainer.grading.progress import open_progress

    try:
        with open_progress() as progress:
            progress.record(
                report.exercise, status=report.status, score=report.score, max_score=report.max_score,
                seed=report.seed, sha256=report.sha256,
            )  # fmt: skip
    except UserError as error:
        say(error)


def _width() -> int:
    """Columns of a report: as many as the terminal has, but no longer lines than read well."""
    return min(shutil.get_terminal_size((100, 24)).columns, 100)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        message = _("the report can't be written: {reason}").format(reason=error.strerror or error)
        raise UserError(Problem(message, str(output))) from None
