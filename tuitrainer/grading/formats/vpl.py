"""Reports as Moodle's VPL reads them from what an evaluation prints (mod_vpl, vpl_submission.class.php).

VPL shows what follows `Comment :=>>` at the start of a line, and takes the last line with `Grade :=>>` for the grade.
So every line here begins with a comment of ours, whatever it holds, and the one grade is the last line. In a comment,
`-` begins a title, under which the rest is folded, and `>` text that is shown as it is. What was not graded gets none.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence

from tuitrainer.base.texts import _, mark
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.definition import in_language
from tuitrainer.grading.formats.details import Line, details, source_line
from tuitrainer.grading.formats.harmless import harmless_line
from tuitrainer.grading.messages import message_of, number
from tuitrainer.grading.report import Report

COMMENT, GRADE = "Comment :=>>", "Grade :=>>"
_WIDTH = 90
_PRINTED = 20
"""Lines of the submission's output that are shown."""
_STATUS = {
    "passed": mark("passed"), "failed": mark("FAILED"), "error": mark("ERROR"), "timeout": mark("TIMEOUT"),
    "memory": mark("MEMORY"), "skipped": mark("skipped"),
}  # fmt: skip


def one(report: Report, exercise: Exercise) -> str:
    return several([(report, exercise)])


def several(pairs: Sequence[tuple[Report, Exercise]]) -> str:
    """One grade for all of them, in the range of VPL_GRADEMIN and VPL_GRADEMAX, else in points."""
    comments = [line for report, exercise in pairs for line in _comments(report, exercise)]
    lines = [COMMENT + harmless_line(line) for line in comments]
    if all(report.status != "ungraded" for report, _exercise in pairs):
        lines.append(GRADE + number(_grade([report for report, _exercise in pairs], os.environ)))
    return "".join(f"{line}\n" for line in lines)


def _grade(reports: Sequence[Report], environment: Mapping[str, str]) -> float:
    score = sum(report.score for report in reports)
    most = sum(report.max_score for report in reports)
    share = score / most if most else float(all(report.status == "passed" for report in reports))
    try:
        lowest, highest = (float(environment[name]) for name in ("VPL_GRADEMIN", "VPL_GRADEMAX"))
    except (KeyError, ValueError):
        lowest = highest = math.nan
    if not -math.inf < lowest < highest < math.inf:  # not run by VPL, or for an activity without grades
        lowest, highest = 0.0, most
    return round(lowest + (highest - lowest) * share, 5)


def _comments(report: Report, exercise: Exercise) -> Iterator[str]:
    if report.status not in ("error", "ungraded"):
        for check in report.checks:
            points = f"{number(check.points)}/{number(check.max_points)}"
            title = in_language(exercise.check(check.name).title)
            yield f"-{_(_STATUS[check.status])}  {check.name}  {points}  {title}"
            yield from _shown(details(check, report, exercise, _WIDTH, verbose=False))
    yield f"-{report.exercise}  {exercise.title}"
    if report.finding is not None:
        yield ">" + message_of(report.finding, exercise)
        yield from _shown(source_line(report.finding.values.get("line"), report))
    printed = report.output.strip("\n").splitlines()
    if printed:
        yield ">" + _("Your code printed:")
        yield from (f">  {line[:200]}" for line in printed[:_PRINTED])
    if len(printed) > _PRINTED:
        yield ">  " + _("and more lines: {count}").format(count=len(printed) - _PRINTED)
    yield ">" + _closing(report)
    yield ">" + _("Seed: {seed}").format(seed=report.seed)


def _closing(report: Report) -> str:
    if report.status == "ungraded":
        return _("Not graded: this does not count against you.")
    said = _("{score} of {max} points. Passed.") if report.status == "passed" else _(
        "{score} of {max} points. Not passed yet."
    )  # fmt: skip
    return said.format(score=number(report.score), max=number(report.max_score))


def _shown(lines: Iterator[Line]) -> Iterator[str]:
    for line in lines:
        yield ">" + "".join(part.text for part in line).strip()
