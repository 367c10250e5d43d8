"""The student's whole way, through the sandbox: what a starter, a reference and other solutions come to there."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from tuitrainer.base.texts import _
from tuitrainer.grading.author.alternatives import alternatives_of
from tuitrainer.grading.author.seeds import finding_id
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.grade import grade
from tuitrainer.grading.report import Report

_SHARE = 0.5
"""Of its limits that the reference may use: students' machines are slower, and their loops longer."""


def prove_whole_way(exercise: Exercise) -> list[str]:
    """What is wrong when files are graded as a student's are."""
    found = [*_starter(exercise), *_useless_files(exercise), *_reference(exercise)]
    for path in alternatives_of(exercise):
        report = grade(exercise, path, seed=0)
        if report.status != "passed":
            said = _("the alternative {name} is rejected: {summary}")
            found.append(said.format(name=path.name, summary=_summary(report)))
    return found


def _starter(exercise: Exercise) -> list[str]:
    report = grade(exercise, exercise.starter, seed=0)
    polite = all(
        check.status == "skipped" or (check.finding is not None and check.finding.id == "not-implemented")
        for check in report.checks
    )
    if report.status == "failed" and polite and report.score == 0:
        return []
    return [_("the starter does not fail politely: {summary}").format(summary=_summary(report))]


def _useless_files(exercise: Exercise) -> list[str]:
    """An empty file, and a starter that stops in the middle of a line."""
    starter = exercise.starter.read_bytes()
    found = []
    with tempfile.TemporaryDirectory(prefix="tuitrainer-") as folder:
        path = Path(folder) / f"{exercise.id}.py"
        for content, expected in ((b"", "empty"), (starter + b"\n\ndef (\n", "syntax")):
            path.write_bytes(content)
            report = grade(exercise, path, seed=0)
            if report.status != "error" or report.finding is None or report.finding.id != expected:
                said = _("a submission with the fault '{fault}' does not fail politely: {summary}")
                found.append(said.format(fault=expected, summary=_summary(report)))
    return found


def _reference(exercise: Exercise) -> list[str]:
    """It passes, and within half of the limits."""
    definition = exercise.definition
    halved = replace(
        definition, wall_seconds=_SHARE * definition.wall_seconds, memory_bytes=int(_SHARE * definition.memory_bytes)
    )
    report = grade(replace(exercise, definition=halved), exercise.solution, seed=0)
    if _is_right(report):
        return []
    whole = grade(exercise, exercise.solution, seed=0)
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
