"""What becomes of a report: shown or written, kept, and turned into an exit code."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.cli.failures import UNEXPECTED, say
from tuitrainer.cli.lab_offer import lab_lines
from tuitrainer.cli.output import show_lines, write_lines
from tuitrainer.grading.feedback import Level, limited
from tuitrainer.grading.formats import FORMATS as DOCUMENTS
from tuitrainer.grading.formats import render, render_several

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.report import Report

FORMATS = ("text", *DOCUMENTS)
FAILED = 1
EXIT_CODES: Mapping[str, int] = MappingProxyType({
    "passed": 0, "failed": FAILED, "error": FAILED, "ungraded": UNEXPECTED,
})  # fmt: skip
"""Status of a report -> exit code."""


def get_ready() -> None:
    """Import what the report will need, while the sandbox is still warming up."""
    import tuitrainer.grading.formats.text
    import tuitrainer.grading.progress  # noqa: F401


def show_report(
    report: Report, exercise: Exercise, form: str, output: Path | None, verbose: bool, level: Level = "full"
) -> None:
    """One report on stdout, or in the file `output`, with no more in it than `level` allows.

    Raises UserError when that can't be written.
    """
    report = limited(report, level)
    if form != "text" and not _write_document(render(form, report, exercise), form, output):
        return
    from tuitrainer.grading.formats.text import lines

    commands = level == "full"  # hints and solutions are more than the other levels tell
    offer = lab_lines(exercise) if commands and report.status == "passed" else []
    if output is None or form != "text":
        show_lines([*lines(report, exercise, _width(), verbose, commands), *offer])
    else:
        _write(write_lines([*lines(report, exercise, verbose=verbose, commands=commands), *offer]), output)


def show_reports(
    reports: list[tuple[Report, Exercise]], form: str, output: Path | None, verbose: bool, level: Level = "full"
) -> None:
    """A list of reports; as text, only those that did not pass in full."""
    reports = [(limited(report, level), exercise) for report, exercise in reports]
    if form != "text" and not _write_document(render_several(form, reports), form, output):
        return
    from tuitrainer.grading.formats.text import summary

    told = [line for report, exercise in reports for line in summary(report, exercise, verbose, level == "full")]
    if output is None or form != "text":
        show_lines(told)
    else:
        _write(write_lines(told), output)


def _write_document(text: str, form: str, output: Path | None) -> bool:
    """Write a document where it belongs; whether there is still something to show to a human."""
    step = os.environ.get("GITHUB_OUTPUT", "")
    if form != "github" or output is not None or not step:
        _write(text, output)
        return False
    try:
        with Path(step).open("a", encoding="utf-8") as outputs:  # those of steps before stay
            outputs.write(text)
    except OSError as error:
        raise _unwritable(error, step) from None
    return True


def record(report: Report, exercise: Exercise) -> None:
    """Keep an attempt. Where that fails it is said, and the verdict stands all the same."""
    from tuitrainer.grading.progress import open_progress

    try:
        with open_progress(course=exercise.course) as progress:
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
        raise _unwritable(error, str(output)) from None


def _unwritable(error: OSError, place: str) -> UserError:
    message = _("the report can't be written: {reason}").format(reason=error.strerror or error)
    return UserError(Problem(message, place))
