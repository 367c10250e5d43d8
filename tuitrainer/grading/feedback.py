"""How much of a report its reader may see: less of it in an exam.

A report is limited before it is rendered, so that no format can tell more. What is left is listed, not what is taken
away: something new in a report stays hidden until its level is decided here.

- verdict: each check passed, failed or was skipped, and its points
- place: also the function, the output, the index and the shapes that are wrong, how a call ended and in which line
- values: also numbers, the text of exceptions, what was printed, and generic diagnoses
- full: also named mistakes, what judges say, and the call

What a submission prints or raises belongs to its author, but may repeat the arguments that it was called with.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from tuitrainer.grading.classroom.intake_findings import INTAKE
from tuitrainer.grading.report import CheckReport, CheckStatus, Evidence, Finding, Report

Level = Literal["verdict", "place", "values", "full"]
LEVELS: tuple[Level, ...] = ("verdict", "place", "values", "full")
"""From the least to the most."""

_OF_THE_FILE = frozenset({
    "empty", "too-large", "binary", "notebook", "other-encoding", "not-utf8", "bad-encoding", "syntax", "unchanged",
    "left-running", "too-weak", *INTAKE,
})  # fmt: skip
"""Said of a file as it was handed in: no call of ours had any part in it."""
_OF_A_PLACE = frozenset({
    "missing", "not-callable", "not-implemented", "optional", "after", "recursion", "input", "exit", "crashed",
    "memory", "timeout", "no-time", "flood", "crowd", "garbled", "returned-none",
    "returned-none-sometimes", "too-much", "wrong-count", "wrong-count-named", "arguments-modified",
})  # fmt: skip
"""Sentences without numbers of a result and without texts of the submission."""
_NAMES = frozenset({"function", "check", "argument", "names"})
_NUMBERS = frozenset({"line", "got", "expected", "seconds", "limit", "signal"})
"""Values of these sentences: names that the exercise gives, and numbers, of which `got` and `expected` count parts."""


def limited(report: Report, level: Level) -> Report:
    """The report with no more in it than `level` allows. The status stays, and so do points and the exit code."""
    if level == "full":
        return report
    return Report(
        report.exercise, report.file, report.sha256, report.seed, report.status,
        tuple(_limited_check(check, level) for check in report.checks), report.duration, report.isolation,
        finding=None if report.finding is None else _limited_remark(report.finding, level),
        output=report.output if level == "values" else "",
        source=() if level == "verdict" else report.source,
    )  # fmt: skip


def _limited_check(check: CheckReport, level: Level) -> CheckReport:
    blank = CheckReport(check.name, check.function, check.status, check.points, check.max_points)
    if level == "verdict":
        return replace(blank, status=_plain(check.status))
    told = replace(blank, single_precision=check.single_precision)
    if level == "place":
        evidence = None if check.evidence is None else _places_of(check.evidence)
        return replace(told, finding=_place(check), evidence=evidence)
    also = tuple(other for other in check.also if _is_generic(other))
    told = replace(told, evidence=check.evidence, returned=check.returned, remarks=check.remarks)
    return replace(told, finding=_generic(check), also=also)


def _plain(status: CheckStatus) -> CheckStatus:
    return status if status in ("passed", "skipped") else "failed"


def _places_of(evidence: Evidence) -> Evidence:
    return Evidence(
        evidence.output, evidence.case, evidence.expected_shape, evidence.got_shape,
        worst_index=evidence.worst_index, first_index=evidence.first_index, wrong=evidence.wrong, size=evidence.size,
    )  # fmt: skip


def _limited_remark(finding: Finding, level: Level) -> Finding:
    """What concerns the file as a whole is told at every level, or nobody would know why there are no points."""
    if finding.id == "grader-fault":  # its details are the instructor's: they may tell of the reference
        return Finding("grader-fault", {"message": ""})
    return finding if level == "values" or finding.id in _OF_THE_FILE else _ending(finding) or Finding("stopped")


def _place(check: CheckReport) -> Finding | None:
    """What happened, without any text of the submission."""
    finding = check.finding
    if finding is None or finding.is_mistake:
        return finding and _unnamed(check)
    if finding.id in ("wrong-type", "element-type"):
        return Finding("other-type")
    return _ending(finding) or _unnamed(check)


def _ending(finding: Finding) -> Finding | None:
    """How a call ended that gave no result, and in which line; None for one that gave a result."""
    numbers = {name: finding.values[name] for name in _NUMBERS & finding.values.keys()}
    numbers = {name: value for name, value in numbers.items() if not isinstance(value, str)}
    if finding.id in _OF_A_PLACE:
        return Finding(finding.id, numbers | {name: finding.values[name] for name in _NAMES & finding.values.keys()})
    line = {"line": numbers["line"]} if "line" in numbers else {}
    if finding.id in ("import", "import-missing") and line:
        return Finding("import-refused", line)
    if finding.id.startswith("refused-") or finding.id == "changed":
        return Finding("not-allowed")
    if "type" in finding.values and line:  # of an exception
        return Finding("raised-in-line", line)
    gone = finding.id in ("import", "import-missing", "raised", "raised-at-call", "ended")
    return Finding("stopped") if gone else None


def _generic(check: CheckReport) -> Finding | None:
    """What the results tell by themselves."""
    finding = check.finding
    if finding is None or _is_generic(finding):
        return finding
    if "type" in finding.values:  # a mistake that ends in an exception
        return Finding("raised" if "line" in finding.values else "raised-at-call", finding.values)
    return _unnamed(check)


def _is_generic(finding: Finding) -> bool:
    return not finding.is_mistake and finding.id != "judged"


def _unnamed(check: CheckReport) -> Finding:
    """A wrong result of which no more is said than whether it is the shape or the values."""
    finding, evidence = check.finding, check.evidence
    if finding is not None and "type" in finding.values:  # a mistake that ends in an exception
        return _ending(Finding("raised", finding.values)) or Finding("stopped")
    if evidence is None or evidence.got_shape == evidence.expected_shape:
        return Finding("values")
    return Finding("wrong-shape", {"got": str(evidence.got_shape), "expected": str(evidence.expected_shape)})
