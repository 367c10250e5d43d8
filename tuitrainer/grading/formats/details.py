"""What is said of one check: the message, the submission's line, the call, what it returned, where results differ.

Lines are made of parts with a role; the command line and the TUI each give roles their looks.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.formats.figures import figures
from tuitrainer.grading.messages import message_of, title_of
from tuitrainer.grading.report import CheckReport, Finding, Report

Role = Literal["", "good", "bad", "muted", "strong", "code"]
INDENT = 10
"""Cells before everything that is said of a check; a status word and two spaces fit in."""
_UNWRAPPED = 2**20


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    role: Role = ""


Line = tuple[Part, ...]


def details(check: CheckReport, report: Report, exercise: Exercise, width: int, verbose: bool) -> Iterator[Line]:
    """In lines of at most `width` cells where words allow it."""
    if check.single_precision:
        yield note(_("Computed in float32: right, with fewer digits than float64 would give."))
    for remark in check.remarks:
        yield from _wrapped(message_of(remark, exercise, check.function), width, "muted")
    if check.finding is not None:
        if check.status == "skipped":
            yield note(message_of(check.finding, exercise, check.function))
            return
        for finding in (check.finding, *check.also):
            yield from _wrapped(_words(finding, check, exercise), width)
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


def sentences(check: CheckReport, report: Report, exercise: Exercise) -> str:
    """All of it as plain text, a sentence a line; empty where nothing is said."""
    told = details(check, report, exercise, _UNWRAPPED, verbose=True)
    return "\n".join("".join(part.text for part in line).strip() for line in told)


def _words(finding: Finding, check: CheckReport, exercise: Exercise) -> str:
    message = message_of(finding, exercise, check.function)
    if finding.is_mistake:
        return _("Mistake: {title}. {message}").format(title=title_of(finding, exercise), message=message)
    return message


def source_line(line: object, report: Report) -> Iterator[Line]:
    """The submission's own line that something is said of."""
    if isinstance(line, int) and 1 <= line <= len(report.source):
        text = report.source[line - 1].expandtabs(4)[:200]
        yield (Part(" " * INDENT), Part(f"{line:>4} | {text}", "code"))


def note(text: str) -> Line:
    """Something that is said in passing."""
    return (Part(" " * INDENT + text, "muted"),)


def _wrapped(text: str, width: int, role: Role = "") -> Iterator[Line]:
    for line in textwrap.wrap(text, max(width - INDENT, 20), break_on_hyphens=False):
        yield (Part(" " * INDENT), Part(line, role))
