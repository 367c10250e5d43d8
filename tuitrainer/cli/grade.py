"""``tuitrainer grade EXERCISE [FILE]`` and ``tuitrainer grade --reference``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tuitrainer.base.texts import _, mark
from tuitrainer.cli.grade_report import EXIT_CODES, FORMATS, get_ready, record, show_report, show_reports
from tuitrainer.cli.options import ISOLATION, course
from tuitrainer.grading.feedback import LEVELS

if TYPE_CHECKING:
    from tuitrainer.base.course import Course
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.feedback import Level
    from tuitrainer.sandbox.process import Sandbox

LARGEST_SEED = 2**63 - 1
_USUAL = ("numpy",)
"""What exercises offer as a rule: what a sandbox is begun for before it is known."""


@click.command("grade", help=mark("Grade your file: what is right, what is wrong, and which mistake it is."))
@click.argument("exercise", required=False, metavar=mark("EXERCISE"))
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar=mark("[FILE]"))
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), metavar="N", help=mark("Draw the same numbers again."))
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help=mark("Form of the report."))
@click.option("--output", type=click.Path(path_type=Path), metavar=mark("FILE"), help=mark("Write the report there."))
@click.option("--watch", is_flag=True, help=mark("Grade again whenever the file is saved."))
@click.option("--verbose", is_flag=True, help=mark("Say more about each check."))
@click.option(
    "--feedback", "level", type=click.Choice(LEVELS), default="full",
    help=mark("How much the report tells, in an exam."),
)  # fmt: skip
@click.option(
    "--require-isolation", "require", type=click.Choice(ISOLATION),
    help=mark("Refuse to run the file under weaker isolation."),
)  # fmt: skip
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
    level: Level,
    require: str | None,
    reference: bool,
) -> None:
    """Exit codes: 0 all passed, 1 something failed, 2 wrong request, 3 the grader itself could not judge."""
    if reference:
        if file is not None or watch:
            raise click.UsageError(_("--reference takes neither a file nor --watch"))
        code = _grade_references(course(context), exercise, seed, form, output, verbose, level, require or "")
        raise click.exceptions.Exit(code)
    if exercise is None:
        raise click.UsageError(_("name an exercise, such as exercise04"))
    if watch and (form != "text" or output is not None):
        raise click.UsageError(_("--watch shows text on the screen; leave --format and --output out"))
    if watch and level != "full":
        raise click.UsageError(_("--watch shows all there is to say; leave --feedback out"))
    sandbox = _begin(_USUAL)  # first of all: its interpreter starts while this one reads on
    try:
        found, path = _find(course(context), exercise, file)
        if {"numpy", *found.definition.imports} != set(_USUAL):
            spare, sandbox = sandbox, None
            if spare is not None:
                spare.end()
            sandbox = _begin(("numpy", *found.definition.imports))
    except BaseException:
        if sandbox is not None:
            sandbox.end()
        raise
    if watch:
        from tuitrainer.cli.grade_watch import watch as watching

        raise click.exceptions.Exit(watching(found, path, seed, sandbox, verbose, require or ""))
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more take longer to begin than all there is to compute
    from tuitrainer.grading.grade import grade

    get_ready()
    report = grade(found, path, seed, sandbox, require or "")
    record(report, found)  # first: whoever reads the report may go away
    show_report(report, found, form, output, verbose, level)
    raise click.exceptions.Exit(EXIT_CODES[report.status])


def _begin(packages: Sequence[str]) -> Sandbox | None:
    """A sandbox that warms up; None where the system grants none, which grading will say."""
    from tuitrainer.sandbox.process import begin_sandbox

    with suppress(OSError):
        return begin_sandbox(packages)
    return None


def _find(asked: Course, exercise: str, file: Path | None) -> tuple[Exercise, Path]:
    from tuitrainer.grading.catalog import find_exercise
    from tuitrainer.grading.workspace import find_submission

    found = find_exercise(asked, exercise)
    return found, file if file is not None else find_submission(found.id, Path.cwd())


def _grade_references(
    asked: Course,
    exercise: str | None,
    seed: int | None,
    form: str,
    output: Path | None,
    verbose: bool,
    level: Level,
    require: str,
) -> int:
    from tuitrainer.grading.catalog import find_exercise, list_exercises
    from tuitrainer.grading.grade import grade

    exercises = list_exercises(asked) if exercise is None else (find_exercise(asked, exercise),)
    reports = [(grade(found, found.solution, seed, require=require), found) for found in exercises]
    show_reports(reports, form, output, verbose, level)
    return max((EXIT_CODES[report.status] for report, _found in reports), default=0)
