"""A report as lines that a beginner reads: what was called, what came back, what is wrong, what to do next.

Lines are made of parts with a role; the command line and the TUI each give roles their looks.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tuitrainer.base.texts import _, mark
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.definition import in_language
from tuitrainer.grading.formats.figures import figures
from tuitrainer.grading.messages import message_of, number, title_of
from tuitrainer.grading.report import CheckReport, Report
from tuitrainer.grading.workspace import command_for

Role = Literal["", "good", "bad", "muted", "strong", "code"]
INDENT = 10
"""Cells before everything that is said of a check; a status word and two spaces fit in."""
_PRINTED = 6
"""Lines of the submission's output that are shown."""


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    role: Role = ""


Line = tuple[Part, ...]

_STATUS: dict[str, tuple[str, Role]] = {
    "passed": (mark("passed"), "good"), "failed": (mark("FAILED"), "bad"), "error": (mark("ERROR"), "bad"),
    "timeout": (mark("TIMEOUT"), "bad"), "memory": (mark("MEMORY"), "bad"), "skipped": (mark("skipped"), "muted"),
}  # fmt: skip


def lines(
    report: Report, exercise: Exercise, width: int = 100, verbose: bool = False, commands: bool = True
) -> list[Line]:
    """The whole report in lines of at most `width` cells where words allow it; none can command a terminal.

    `commands` are named at the end where there is a shell to type them in.
    """
    foot = _foot(report, exercise, width, commands)
    said = (*_head(report, exercise), *_checks(report, exercise, width, verbose), *foot)
    return [tuple(Part(printable(part.text), part.role) for part in line) for line in said]


def summary(report: Report, exercise: Exercise, verbose: bool = False) -> list[Line]:
    """A line for a whole exercise, and all of its report where that did not pass."""
    if report.status != "passed":
        return [*lines(report, exercise, verbose=verbose), ()]
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
    for check in report.checks:
        word, role = _STATUS[check.status]
        points = f"{number(check.points)}/{number(check.max_points)}"
        title = in_language(exercise.check(check.name).title)
        yield (
            Part(f"{_(word):<{INDENT}}", role), Part(f"{check.name:<{column}}", "strong"), Part(f"  {points:>5}  "),
            Part(title, "muted"),
        )  # fmt: skip
        yield from _details(check, report, exercise, width, verbose)
    yield ()


def _details(check: CheckReport, report: Report, exercise: Exercise, width: int, verbose: bool) -> Iterator[Line]:
    if check.single_precision:
        yield _note(_("Computed in float32: right, with fewer digits than float64 would give."))
    if check.finding is None:
        return
    message = message_of(check.finding, exercise, check.function)
    if check.status == "skipped":
        yield _note(message)
        return
    if check.finding.is_mistake:
        message = _("Mistake: {title}. {message}").format(title=title_of(check.finding, exercise), message=message)
    yield from _wrapped(message, width)
    if check.finding.id == "not-implemented":
        return
    yield from source_line(check.finding.values.get("line"), report)
    if check.call is not None:
        yield from _wrapped(_("Called: {call}").format(call=check.call), width, "code")
    if check.returned:
        yield from _wrapped(_("Returned: {value}").format(value=check.returned), width, "code")
    if check.evidence is not None:
        for sentence in figures(check.evidence, verbose):
            yield from _wrapped(sentence, width)


def source_line(line: object, report: Report) -> Iterator[Line]:
    """The submission's own line that something is said of."""
    if isinstance(line, int) and 1 <= line <= len(report.source):
        text = report.source[line - 1].expandtabs(4)[:200]
        yield (Part(" " * INDENT), Part(f"{line:>4} | {text}", "code"))


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


def printable(text: str) -> str:
    """Without what a terminal would take for a command. Spaces of every width stay."""
    return "".join(
        letter if letter.isprintable() or unicodedata.category(letter) == "Zs" else "\N{REPLACEMENT CHARACTER}"
        for letter in text
    )


def _note(text: str) -> Line:
    return (Part(" " * INDENT + text, "muted"),)


def _wrapped(text: str, width: int, role: Role = "") -> Iterator[Line]:
    for line in textwrap.wrap(text, max(width - INDENT, 20), break_on_hyphens=False):
        yield (Part(" " * INDENT), Part(line, role))
