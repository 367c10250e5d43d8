"""A report as lines that a beginner reads: what was called, what came back, what is wrong, what to do next."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tuitrainer.base.texts import _, mark
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.definition import in_language
from tuitrainer.grading.formats.details import INDENT, Line, Part, Role, details, note, source_line
from tuitrainer.grading.formats.harmless import harmless, printable
from tuitrainer.grading.messages import message_of, number
from tuitrainer.grading.report import CheckReport, Finding, Report
from tuitrainer.grading.workspace import command_for

__all__ = ["INDENT", "Line", "Part", "Role", "lines", "printable", "summary"]

_PRINTED = 6
"""Lines of the submission's output that are shown."""

_STATUS: dict[str, tuple[str, Role]] = {
    "passed": (mark("passed"), "good"), "failed": (mark("FAILED"), "bad"), "error": (mark("ERROR"), "bad"),
    "timeout": (mark("TIMEOUT"), "bad"), "memory": (mark("MEMORY"), "bad"), "skipped": (mark("skipped"), "muted"),
}  # fmt: skip


def lines(
    report: Report, exercise: Exercise, width: int = 100, verbose: bool = False, commands: bool = True
) -> list[Line]:
    """The whole report in lines of at most `width` cells where words allow it; none can command a terminal.

    A function that several checks find wrong is explained once, unless `verbose`. `commands` are named at the end where
    there is a shell to type them in.
    """
    report = harmless(report)
    foot = _foot(report, exercise, width, commands)
    said = (*_head(report, exercise), *_checks(report, exercise, width, verbose), *foot)
    return [tuple(Part(printable(part.text), part.role) for part in line) for line in said]


def summary(report: Report, exercise: Exercise, verbose: bool = False, commands: bool = True) -> list[Line]:
    """A line for a whole exercise, and all of its report where that did not pass."""
    if report.status != "passed":
        return [*lines(report, exercise, verbose=verbose, commands=commands), ()]
    score = f"{number(report.score)}/{number(report.max_score)}"
    word, role = _STATUS["passed"]
    name, title = Part(report.exercise, "strong"), Part(exercise.title, "muted")
    return [(Part(f"{_(word):<{INDENT}}", role), name, Part(f"  {score:>5}  "), title)]


def _head(report: Report, exercise: Exercise) -> Iterator[Line]:
    yield (Part(report.exercise, "strong"), Part(f"  {exercise.title}"))
    yield ()


def _checks(report: Report, exercise: Exercise, width: int, verbose: bool) -> Iterator[Line]:
    if report.status in ("error", "ungraded"):
        return
    column = max(len(check.name) for check in report.checks)
    spoken = _spoken_of(report.checks)
    for check in _remarked_once(report.checks):
        word, role = _STATUS[check.status]
        points = f"{number(check.points)}/{number(check.max_points)}"
        title = in_language(exercise.check(check.name).title)
        yield (
            Part(f"{_(word):<{INDENT}}", role), Part(f"{check.name:<{column}}", "strong"), Part(f"  {points:>5}  "),
            Part(title, "muted"),
        )  # fmt: skip
        if verbose or not _is_wrong(check) or spoken[check.function].name == check.name:
            yield from details(check, report, exercise, width, verbose)
        else:
            first = spoken[check.function].name
            yield note(_("{function} again: see {check} first.").format(function=check.function, check=first))
    yield ()


def _remarked_once(checks: Sequence[CheckReport]) -> Iterator[CheckReport]:
    """The same remark is made of the first check only."""
    made: list[Finding] = []
    for check in checks:
        new = tuple(remark for remark in check.remarks if remark not in made)
        made += new
        yield check if new == check.remarks else replace(check, remarks=new)


def _spoken_of(checks: Sequence[CheckReport]) -> dict[str, CheckReport]:
    """For each wrong function the check that says most: the first that names a mistake, else the first."""
    chosen: dict[str, CheckReport] = {}
    for check in filter(_is_wrong, checks):
        before = chosen.get(check.function)
        if before is None or (_names_a_mistake(check) and not _names_a_mistake(before)):
            chosen[check.function] = check
    return chosen


def _is_wrong(check: CheckReport) -> bool:
    return check.finding is not None and check.status not in ("passed", "skipped")


def _names_a_mistake(check: CheckReport) -> bool:
    return check.finding is not None and check.finding.is_mistake


def _foot(report: Report, exercise: Exercise, width: int, commands: bool) -> Iterator[Line]:
    if report.finding is not None:
        for line in textwrap.wrap(message_of(report.finding, exercise), max(width, 20), break_on_hyphens=False):
            yield (Part(line, "bad"),)
        yield from source_line(report.finding.values.get("line"), report)
        yield ()
    yield from _printed(report)
    if report.status == "passed":
        said = _("{score} of {max} points. Passed.")
    elif report.status == "ungraded":
        said = _("Not graded: this does not count against you.")
    else:
        said = _("{score} of {max} points. Not passed yet.")
    score = said.format(score=number(report.score), max=number(report.max_score))
    yield (Part(score, "good" if report.status == "passed" else "strong"),)
    yield from _next_steps(report, exercise) if commands else ()
    yield (Part(_("File: {file} (sha256 {sha256})").format(file=report.file, sha256=report.sha256[:16]), "muted"),)
    if commands:
        command = command_for(exercise, "grade", Path(report.file), "--seed", str(report.seed))
        yield (Part(_("The same numbers again: {command}").format(command=command), "muted"),)
    else:
        yield (Part(_("Seed: {seed}").format(seed=report.seed), "muted"),)


def _next_steps(report: Report, exercise: Exercise) -> Iterator[Line]:
    if report.status in ("failed", "error") and exercise.definition.hints:
        yield (Part(_("A hint: {command}").format(command=command_for(exercise, "hint"))),)
    if report.status == "passed":
        yield (Part(_("How we would write it: {command}").format(command=command_for(exercise, "solution"))),)


def _printed(report: Report) -> Iterator[Line]:
    if not report.output.strip():
        return
    printed = report.output.rstrip().splitlines()
    yield (Part(_("Your code printed:")),)
    for line in printed[:_PRINTED]:
        yield (Part(f"  {line.expandtabs()[:200]}", "muted"),)
    if len(printed) > _PRINTED:
        more = len(printed) - _PRINTED
        yield (Part("  " + _("and more lines: {count}").format(count=more), "muted"),)
    yield ()
