"""The student's whole way, through the sandbox: what a starter, a reference and other solutions come to there."""

from __future__ import annotations

import copy
import tempfile
from dataclasses import replace
from pathlib import Path

from tuitrainer.base.texts import _
from tuitrainer.grading.author.alternatives import alternatives_of
from tuitrainer.grading.author.seeds import finding_id
from tuitrainer.grading.grade import grade_submission, prepared_sandbox
from tuitrainer.grading.report import Report
from tuitrainer.grading.submission import read_submission
from tuitrainer.grading.verdict import Grader

_SHARE = 0.5
"""Of its limits that the reference may use: students' machines are slower, and their loops longer."""


def prove_whole_way(grader: Grader) -> list[str]:
    """What is wrong when files are graded as a student's are."""
    found = [*_starter(grader), *_useless_files(grader), *_reference(grader)]
    for path in alternatives_of(grader.exercise):
        report = _graded(grader, path)
        if report.status != "passed":
            said = _("the alternative {name} is rejected: {summary}")
            found.append(said.format(name=path.name, summary=_summary(report)))
    return found


def _graded(grader: Grader, path: Path) -> Report:
    return grade_submission(grader, read_submission(path), lambda: prepared_sandbox(grader.exercise))


def _starter(grader: Grader) -> list[str]:
    report = _graded(grader, grader.exercise.starter)
    polite = all(
        check.status == "skipped" or (check.finding is not None and check.finding.id == "not-implemented")
        for check in report.checks
    )
    if report.status == "failed" and polite and report.score == 0:
        return []
    return [_("the starter does not fail politely: {summary}").format(summary=_summary(report))]


def _useless_files(grader: Grader) -> list[str]:
    """An empty file, and a starter that stops in the middle of a line."""
    exercise = grader.exercise
    starter = exercise.starter.read_bytes()
    found = []
    with tempfile.TemporaryDirectory(prefix="tuitrainer-") as folder:
        path = Path(folder) / f"{exercise.id}.py"
        for content, expected in ((b"", "empty"), (starter + b"\n\ndef (\n", "syntax")):
            path.write_bytes(content)
            report = _graded(grader, path)
            if report.status != "error" or report.finding is None or report.finding.id != expected:
                said = _("a submission with the fault '{fault}' does not fail politely: {summary}")
                found.append(said.format(fault=expected, summary=_summary(report)))
    return found


def _reference(grader: Grader) -> list[str]:
    """It passes, and within half of the limits."""
    exercise = grader.exercise
    definition = exercise.definition
    halved = replace(
        definition, wall_seconds=_SHARE * definition.wall_seconds, memory_bytes=int(_SHARE * definition.memory_bytes)
    )
    strict = copy.copy(grader)  # with the same answers
    strict.exercise = replace(exercise, definition=halved)
    report = _graded(strict, exercise.solution)
    if _is_right(report):
        return []
    whole = _graded(grader, exercise.solution)
    if not _is_right(whole):
        return [_("the reference does not pass: {summary}").format(summary=_summary(whole))]
    said = _("the reference needs more than half of its limits: {summary}")
    return [said.format(summary=_summary(report))]


def _is_right(report: Report) -> bool:
    return report.status == "passed" and all(check.status == "passed" for check in report.checks)


def _summary(report: Report) -> str:
    finding = report.finding
    whole = [] if finding is None else [str(finding.values.get("message", finding.id))]
    checks = [f"{check.name} {finding_id(check)}" for check in report.checks if check.status != "passed"]
    return ", ".join([report.status, *whole, *checks])
