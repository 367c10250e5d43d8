"""``tuitrainer class grade SUBMISSIONS``."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _, mark
from tuitrainer.cli.failures import INTERRUPTED, UNEXPECTED
from tuitrainer.cli.options import ISOLATION, asked_exercises, course

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.classroom.run import Tally
    from tuitrainer.grading.classroom.store import Results
    from tuitrainer.grading.classroom.submitted import Attempt

LARGEST_SEED = 2**31 - 1
_EVERY = 5.0
"""Seconds between two lines about how far it is, where there is no terminal."""


@click.command(
    "grade", help=mark("Grade all submissions in a folder or zip; what has a verdict already is left alone.")
)
@click.argument("submissions", type=click.Path(path_type=Path), metavar=mark("SUBMISSIONS"))
@click.option(
    "--exercise", metavar=mark("EXERCISE"), help=mark("Only this one; a single file of any name is meant for it.")
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), metavar="N", help=mark("Processes; as many as processors if left out.")
)
@click.option("--scheduler", metavar="tcp://...", help=mark("Grade on the workers of this Dask scheduler instead."))
@click.option(
    "--results", "place", type=click.Path(path_type=Path), metavar=mark("FILE"), help=mark("Keep the results there.")
)
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), metavar="N", help=mark("Draw the same numbers again."))
@click.option(
    "--require-isolation",
    "require",
    type=click.Choice(ISOLATION),
    help=mark("Refuse to run anything under weaker isolation."),
)
@click.option("--deadline", metavar=mark("TIME"), help=mark("What is handed in later is late: 2026-12-01T23:59."))
@click.option("--grace", metavar=mark("TIME"), help=mark("How much later still is in time: 15m, 2h, 1d."))
@click.option("--late", metavar=mark("COST"), help=mark("What lateness costs: accept, refuse, or 10%/day."))
@click.option("--attempts", metavar="best|last", help=mark("Which of several attempts counts."))
@click.pass_context
def command(
    context: click.Context,
    submissions: Path,
    exercise: str | None,
    jobs: int | None,
    scheduler: str | None,
    place: Path | None,
    seed: int | None,
    require: str | None,
    deadline: str | None,
    grace: str | None,
    late: str | None,
    attempts: str | None,
) -> None:
    """Exit codes: 0 every submission has a verdict, 3 some could not be judged, 130 interrupted, to be gone on with."""
    from tuitrainer.grading.catalog import exercise_ids, find_exercise
    from tuitrainer.grading.classroom.intake import find_attempts
    from tuitrainer.grading.classroom.policy import read_policy
    from tuitrainer.grading.classroom.store import open_results

    if scheduler is not None and jobs is not None:
        raise click.UsageError(_("--jobs counts processes of this machine; with --scheduler the cluster has its own"))
    policy = {"deadline": deadline, "grace": grace, "late": late, "attempts": attempts}
    options = {name: text for name, text in policy.items() if text is not None}
    read_policy(options)  # what is wrong with what was typed is said before anything begins
    asked = course(context)
    only = None if exercise is None else find_exercise(asked, exercise).id
    found = find_attempts(submissions, exercise_ids(asked), only)
    exercises = {name: find_exercise(asked, name) for name in dict.fromkeys(one.exercise for one in found) if name}
    with open_results(place or submissions, make=True) as results, results.claimed():
        results.set_facts({f"policy.{name}": text for name, text in options.items()})
        results.list_attempts(found)
        tally = _grade(results, found, exercises, _seed(results, seed), jobs, scheduler, require or "")
        _conclude(tally, results, _next(submissions if place is None else place, asked_exercises(context)))


def _seed(results: Results, asked: int | None) -> int:
    """The one that was asked for, else the one that the class was graded with before, else a new one."""
    from tuitrainer.grading.grade import draw_seed

    seed = asked if asked is not None else results.seed
    seed = draw_seed() if seed is None else seed
    results.set_facts({"seed": str(seed)})
    return seed


def _grade(
    results: Results, attempts: Sequence[Attempt], exercises: dict[str, Exercise], seed: int,
    jobs: int | None, scheduler: str | None, require: str,
) -> Tally:  # fmt: skip
    from tuitrainer.grading.classroom.run import ClassRun, Tally
    from tuitrainer.grading.trusted import CourseError
    from tuitrainer.jobs.executor import open_crew, usable_cores

    tally = Tally(len(attempts))
    try:
        with _shown(len(attempts)) as show:
            run = ClassRun(
                exercises, results, seed, partial(open_crew, jobs or usable_cores(), scheduler), require, show
            )
            tally = run.tally
            return run.grade(attempts)
    except CourseError as error:
        raise UserError(Problem(_("the exercise can't be used: {reason}").format(reason=error))) from None
    except KeyboardInterrupt:
        said = _("Interrupted: {done} of {total} submissions have a verdict, which is kept. The same command goes on.")
        click.echo("\n" + said.format(done=tally.done, total=tally.total), err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None


@contextmanager
def _shown(total: int) -> Iterator[Callable[[Tally], None]]:
    """A bar on a terminal, a line now and then elsewhere; both on stderr."""
    if not sys.stderr.isatty():
        yield _Lines().show
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(_("grading"), total=total)
        yield lambda tally: progress.update(bar, completed=tally.done)


class _Lines:
    def __init__(self) -> None:
        self._last = time.monotonic()

    def show(self, tally: Tally) -> None:
        if time.monotonic() - self._last >= _EVERY:
            self._last = time.monotonic()
            click.echo(_("{done} of {total} graded").format(done=tally.done, total=tally.total), err=True)


def _next(place: Path, exercises: Path | None) -> str:
    """What to type for the report."""
    course = [] if exercises is None else ["--exercises", str(exercises)]
    return shlex.join(["tuitrainer", "class", "report", str(place), *course])


def _conclude(tally: Tally, results: Results, command: str) -> None:
    """What came of it, where it is, and what to do next."""
    words = {
        "passed": _("passed"), "failed": _("failed"), "error": _("nothing to judge"), "ungraded": _("not graded"),
    }  # fmt: skip
    counts = ", ".join(f"{tally.statuses[status]} {word}" for status, word in words.items() if tally.statuses[status])
    click.echo(
        _("{total} submissions: {counts}").format(total=tally.total, counts=counts or _("nothing new")), nl=False
    )
    click.echo(f" ({_('{count} had a verdict before').format(count=tally.kept_before)})" if tally.kept_before else "")
    click.echo(_("Results: {path}").format(path=results.path))
    click.echo(_("Next: {command}").format(command=command))
    if tally.isolation == "limits":
        click.echo(
            _("Note: submissions were held by limits only; see docs/isolation.md for stronger isolation."), err=True
        )
    if tally.statuses["ungraded"]:
        click.echo(
            _("Some could not be judged, which is no fault of the students: the same command tries again."), err=True
        )
        raise click.exceptions.Exit(UNEXPECTED)
