"""A report as the display shows it: what changed since the last try, what comes next, and the report's own lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from tuitrainer.base.texts import _
from tuitrainer.grading.formats.text import INDENT, lines

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.report import Report

STYLES = {
    "": "", "good": "bold $text-success", "bad": "bold $text-error", "muted": "$muted", "strong": "bold",
    "code": "$text-accent",
}  # fmt: skip
"""The looks of a part of a report, by its role. The words say it without the colours."""


def report_content(report: Report, exercise: Exercise, width: int, verbose: bool) -> Content:
    """The report in lines of at most `width` cells."""
    shown: list[Content] = []
    for line in lines(report, exercise, width, verbose, commands=False):
        shown += _folded(Content.assemble(*((part.text, STYLES[part.role]) for part in line)), width)
    return Content("\n").join(shown)


def _folded(line: Content, width: int) -> Iterator[Content]:
    """What is too long for one line goes on where everything else that is said of a check begins."""
    indent = INDENT if width > 3 * INDENT else 2
    while line.cell_length > width > indent:
        space = line.plain[: width + 1].rfind(" ", indent + 1)
        first, rest = line.divide([space if space > 0 else width])
        yield first
        blank = len(rest.plain) - len(rest.plain.lstrip())
        line = Content.assemble(" " * indent, rest.divide([blank])[-1])
    yield line


def says_checks(report: Report) -> bool:
    """Whether it came to the checks at all."""
    return report.status in ("passed", "failed")


def changes(before: Report | None, after: Report) -> Iterator[tuple[str, str]]:
    """Sign and words for each check that passes now or no longer does. `before` is None at the first try."""
    if before is None or not says_checks(after):
        return
    passed = {check.name for check in before.checks if check.status == "passed"}
    for check in after.checks:
        if (check.status == "passed") == (check.name in passed):
            continue
        if check.status == "passed":
            yield "+", _("{check} passes now").format(check=check.name)
        else:
            yield "-", _("{check} no longer passes").format(check=check.name)


def headline(report: Report, before: Report | None, following: Exercise | None) -> Content:
    """What stands above a report; empty where there is nothing to say."""
    told = [
        Content.styled(f"{sign} {words}", STYLES["good" if sign == "+" else "bad"])
        for sign, words in changes(before, report)
    ]
    if report.status == "passed":
        if following is None:
            text = _("Passed, and with it every exercise of the course.")
        else:
            text = _("Passed. n opens the next exercise: {title}").format(title=following.title)
        told.append(Content.styled(f"✓ {text}", STYLES["good"]))
    return Content("\n").join(told)
