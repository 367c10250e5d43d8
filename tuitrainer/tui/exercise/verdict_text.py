"""A report as the display shows it: what changed since the last try, what comes next, and the report's own lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from tuitrainer.base.texts import _
from tuitrainer.grading.formats.changes import check_lines, count_line
from tuitrainer.grading.formats.text import INDENT, Part, lines

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.changes import Changes, FileLine
    from tuitrainer.grading.formats.text import Line
    from tuitrainer.grading.report import Report
    from tuitrainer.training.labs import Lab

STYLES = {
    "": "", "good": "bold $text-success", "bad": "bold $text-error", "muted": "$muted", "strong": "bold",
    "code": "$text-accent",
}  # fmt: skip
"""The looks of a part of a report, by its role. The words say it without the colours."""


def report_content(report: Report, exercise: Exercise, width: int, verbose: bool) -> Content:
    """The report in lines of at most `width` cells."""
    told = lines(report, exercise, width, verbose, commands=False)
    return Content("\n").join(content_of(line, width) for line in told)


def content_of(line: Line, width: int, indent: int = INDENT) -> Content:
    """A line in as many lines of the display as it takes; all but the first begin with `indent` spaces."""
    whole = Content.assemble(*((part.text, STYLES[part.role]) for part in line))
    return Content("\n").join(_folded(whole, width, indent))


def _folded(line: Content, width: int, indent: int) -> Iterator[Content]:
    indent = indent if width > 3 * indent else 2
    while line.cell_length > width > indent:
        space = line.plain[: width + 1].rfind(" ", indent + 1)
        first, rest = line.divide([space if space > 0 else width])
        yield first
        blank = len(rest.plain) - len(rest.plain.lstrip())
        line = Content.assemble(" " * indent, rest.divide([blank])[-1])
    yield line


def headline(
    report: Report, exercise: Exercise, changes: Changes, changed: Sequence[FileLine], following: Exercise | None,
    labs: Sequence[Lab] = (),
) -> list[Line]:  # fmt: skip
    """What stands above a report: what is new in it, `changed` lines of the file, what comes next, and its labs."""
    told = list(check_lines(changes, exercise))
    if changed:
        told.append(count_line(changed))
    if report.status == "passed":
        if following is None:
            text = _("Passed, and with it every exercise of the course.")
        else:
            text = _("Passed. n opens the next exercise: {title}").format(title=following.title)
        told.append((Part(f"✓ {text}", "good"),))
        if labs:
            text = _("l shows it live, in the lab: {title}").format(title=labs[0].title)
            told.append((Part(f"  {text}"),))
    return told
