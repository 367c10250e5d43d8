"""``tuitrainer grade EXERCISE [FILE]`` and ``tuitrainer grade --reference``."""

from __future__ import annotations

import shutil
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tuitrainer.base.errors import UserError
from tuitrainer.base.strict_json import strict_json
from tuitrainer.base.texts import _, mark
from tuitrainer.cli.failures import UNEXPECTED, say
from tuitrainer.cli.options import course
from tuitrainer.cli.output import show_lines, write_lines

if TYPE_CHECKING:
    from tuitrainer.base.course import Course
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.report import Report
    from tuitrainer.sandbox.process import Sandbox

FAILED = 1
EXIT_CODES = {"passed": 0, "failed": FAILED, "error": FAILED, "ungraded": UNEXPECTED}
FORMATS = ("text", "json")
LARGEST_SEED = 2**63 - 1


@click.command("grade", help=mark("Grade your file: what is right, what is wrong, and which mistake it is."))
@click.argument("exercise", required=False, metavar=mark("EXERCISE"))
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar=mark("[FILE]"))
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), metavar="N", help=mark("Draw the same numbers again."))
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help=mark("Form of the report."))
@click.option("--output", type=click.Path(path_type=Path), metavar=mark("FILE"), help=mark("Write the report there."))
@click.option("--watch", is_flag=True, help=mark("Grade again whenever the file is saved."))
@click.option("--verbose", is_flag=True, help=mark("Say more about each check."))
@click.option("--reference", is_flag=True, help=mark("Grade the reference solutions instead."))
@click.pass_context
def command(
    context: click.Context,
    exercise: str | None,
    file: Path | None,
    seed: int | None,
    form: str,
    output: Path | None,
    watch: bool,
    verbose: bool,
    reference: bool,
) -> None:
    """Exit codes: 0 all passed, 1 something failed, 2 wrong request, 3 the grader itself could not judge."""
    if reference:
        if file is not None or watch:
            raise click.UsageError(_("--reference takes neither a file nor --watch"))
        raise click.exceptions.Exit(_grade_references(course(context), exercise, seed, form, output, verbose))
    if exercise is None:
        raise click.UsageError(_("name an exercise, such as exercise04"))
    if watch and (form != "text" or output is not None):
        raise click.UsageError(_("--watch shows text on the screen; leave --format and --output out"))
    sandbox = _begin()  # first of all: its interpreter starts while this one reads on
    try:
        found, path = _find(course(context), exercise, file)
        if sandbox is not None:
            sandbox.prepare(("numpy", *found.definition.imports))
    except BaseException:
        if sandbox is not None:
            sandbox.end()
        raise
    if watch:
        raise click.exceptions.Exit(_watch(found, path, seed, sandbox, verbose))
    from tuitrainer.grading.grade import grade

    report = grade(found, path, seed, sandbox)
    _show(report, found, form, output, verbose)
    record(report)
    raise click.exceptions.Exit(EXIT_CODES[report.status])


def _begin() -> Sandbox | None:
    """A sandbox that warms up; None where the system grants none, which grading will say."""
    from tuitrainer.sandbox.process import Sandbox

    with suppress(OSError):
        return Sandbox()
    return None


def _find(asked: Course, exercise: str, file: Path | None) -> tuple[Exercise, Path]:
    from tuitrainer.grading.catalog import find_exercise
    from tuitrainer.grading.workspace import find_submission

    found = find_exercise(asked, exercise)
    return found, file if file is not None else find_submission(found.id, Path.cwd())


def _show(report: Report, exercise: Exercise, form: str, output: Path | None, verbose: bool) -> None:
    if form == "json":
        from tuitrainer.grading.formats.json import document

        _write(strict_json(document(report, exercise)) + "\n", output)
        return
    from tuitrainer.grading.formats.text import lines

    if output is None:
        show_lines(lines(report, exercise, _width(), verbose))
    else:
        _write(write_lines(lines(report, exercise, verbose=verbose)), output)


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
        from tuitrainer.base.errors import Problem

        message = _("the report can't be written: {reason}").format(reason=error.strerror or error)
        raise UserError(Problem(message, str(output))) from None


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


def _grade_references(
    asked: Course, exercise: str | None, seed: int | None, form: str, output: Path | None, verbose: bool
) -> int:
    from tuitrainer.grading.catalog import find_exercise, list_exercises
    from tuitrainer.grading.formats.json import document
    from tuitrainer.grading.grade import grade

    exercises = list_exercises(asked) if exercise is None else (find_exercise(asked, exercise),)
    reports = [(grade(found, found.solution, seed), found) for found in exercises]
    if form == "json":
        _write(strict_json([document(report, found) for report, found in reports]) + "\n", output)
    else:
        from tuitrainer.grading.formats.text import summary

        told = [line for report, found in reports for line in summary(report, found, verbose)]
        if output is None:
            show_lines(told)
        else:
            _write(write_lines(told), output)
    return max((EXIT_CODES[report.status] for report, _found in reports), default=0)


def _watch(exercise: Exercise, path: Path, seed: int | None, sandbox: Sandbox | None, verbose: bool) -> int:
    """Grade now and after each save, until Ctrl-C; the exit code is that of the last verdict."""
    from tuitrainer.grading.grade import grade, prepared_sandbox
    from tuitrainer.grading.watching import saves

    stop = threading.Event()
    code = 0
    try:
        saved = saves(path.absolute(), stop)
        while True:
            report = grade(exercise, path, seed, sandbox)
            sandbox = None
            if sys.stdout.isatty():
                click.clear()
            _show(report, exercise, "text", None, verbose)
            click.echo(_("Watching {file}: save it to grade it again, Ctrl-C ends.").format(file=path), err=True)
            record(report)
            code = EXIT_CODES[report.status]
            with suppress(OSError):
                sandbox = prepared_sandbox(exercise)  # the next verdict need not wait for an interpreter
            if next(saved, 0) == 0:
                return code
    except KeyboardInterrupt:
        return code
    finally:
        stop.set()
        if sandbox is not None:
            sandbox.end()
