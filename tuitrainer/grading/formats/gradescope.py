"""Reports as Gradescope's results.json (gradescope/autograder_samples, docs/specs.md).

Each check is a test with its score. A report that the grader could not make has neither tests nor a score: Gradescope
then says that the autograder failed, instead of giving zero points.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.definition import in_language
from tuitrainer.grading.formats.details import sentences
from tuitrainer.grading.formats.harmless import harmless_json
from tuitrainer.grading.messages import message_of
from tuitrainer.grading.report import CheckReport, Report

Pair = tuple[Report, Exercise]


def one(report: Report, exercise: Exercise) -> str:
    return several([(report, exercise)])


def several(pairs: Sequence[Pair]) -> str:
    return harmless_json(document(pairs)) + "\n"


def document(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Values for JSON."""
    told: dict[str, Any] = {
        "execution_time": sum(report.duration for report, _exercise in pairs),
        "output": "\n\n".join(filter(None, (_above(report, exercise) for report, exercise in pairs))),
        "output_format": "text", "test_output_format": "text", "test_name_format": "text",
        "visibility": "visible", "stdout_visibility": "hidden",
        "extra_data": {report.exercise: _extra(report) for report, _exercise in pairs},
    }  # fmt: skip
    if any(report.status == "ungraded" for report, _exercise in pairs):
        return told
    told["tests"] = [
        _test(f"{place}.{number}", check, report, exercise)
        for place, (report, exercise) in enumerate(pairs, 1)
        for number, check in enumerate(report.checks, 1)
    ]
    return told


def _above(report: Report, exercise: Exercise) -> str:
    """What is said of the file as a whole, and what it printed."""
    told = []
    if report.finding is not None:
        told.append(message_of(report.finding, exercise))
    if report.status == "ungraded":
        told.append(_("Not graded: this does not count against you."))
    if report.output.strip():
        told.append(_("Your code printed:") + "\n" + report.output.rstrip())
    return "\n".join(told)


def _extra(report: Report) -> dict[str, Any]:
    return {
        "status": report.status, "seed": report.seed, "sha256": report.sha256, "isolation": report.isolation,
    }  # fmt: skip


def _test(number: str, check: CheckReport, report: Report, exercise: Exercise) -> dict[str, Any]:
    told = {
        "number": number, "name": f"{check.name}: {in_language(exercise.check(check.name).title)}",
        "score": check.points, "max_score": check.max_points,
        "output": sentences(check, report, exercise), "visibility": "visible",
        "extra_data": {"function": check.function, "status": check.status},
    }  # fmt: skip
    if check.status != "skipped" or check.max_points:  # what is optional and not there has neither passed nor failed
        told["status"] = "passed" if check.status == "passed" else "failed"
    return told
