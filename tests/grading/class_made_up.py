"""What a made-up class handed in, graded without running anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.classroom.submitted import Graded
from tuitrainer.grading.report import CheckReport, Finding, Report


def graded_as(
    student: str,
    exercise: Exercise,
    wrong: Mapping[str, str | Finding] | None = None,
    *,
    status: Any = None,
    finding: Finding | None = None,
    skipped: tuple[str, ...] = (),
    **more: Any,
) -> Graded:
    """An attempt that passes but for the checks that `wrong` gives a mistake or a finding, and those skipped.

    `more` are other values of the attempt, such as `submitted`.
    """
    wrong = wrong or {}
    checks = tuple(
        check_report(exercise, check.name, wrong.get(check.name), check.name in skipped)
        for check in exercise.definition.checks
    )
    if status in ("error", "ungraded"):
        blank = [replace(check, status="skipped", points=0.0, finding=None) for check in checks]
        checks = tuple(blank) if status == "error" else ()
    status = status or ("failed" if wrong or skipped else "passed")
    report = Report(exercise.id, f"/class/{student}/a.py", "0" * 64, 7, status, checks, 0.1, "limits", finding)
    values = {"file": "a.py", "name": student, "identifier": "", "submitted": None, "source": b"", **more}
    return Graded(student=student, exercise=exercise.id, report=report, **values)


def check_report(exercise: Exercise, name: str, wrong: str | Finding | None, skipped: bool) -> CheckReport:
    check = exercise.check(name)
    report = CheckReport(check.name, check.function, "passed", check.points, check.points)
    if skipped and check.optional:
        return replace(report, status="skipped", points=0.0, max_points=0.0, finding=Finding("optional"))
    if skipped:
        return replace(report, status="skipped", points=0.0, finding=Finding("after", {"check": "other"}))
    if wrong is None:
        return report
    finding = Finding(wrong, is_mistake=exercise.mistake(wrong) is not None) if isinstance(wrong, str) else wrong
    status: Any = {"timeout": "timeout", "memory": "memory", "raised": "error"}.get(finding.id, "failed")
    return replace(report, status=status, points=0.0, finding=finding)
