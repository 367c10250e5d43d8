"""A report as the JSON document of schema 1."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from tuitrainer.base.texts import language
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.formats.harmless import harmless_json
from tuitrainer.grading.messages import message_of, title_of
from tuitrainer.grading.report import CheckReport, Finding, Report

SCHEMA = 1


def one(report: Report, exercise: Exercise) -> str:
    return harmless_json(document(report, exercise)) + "\n"


def several(pairs: Sequence[tuple[Report, Exercise]]) -> str:
    return harmless_json([document(report, exercise) for report, exercise in pairs]) + "\n"


def document(report: Report, exercise: Exercise) -> dict[str, Any]:
    """Values for `strict_json`; texts in the language in force."""
    return {
        "schema": SCHEMA, "exercise": report.exercise, "file": report.file, "sha256": report.sha256,
        "seed": report.seed, "lang": language(), "status": report.status, "score": report.score,
        "max_score": report.max_score, "duration_s": report.duration, "isolation": report.isolation,
        "message": message_of(report.finding, exercise) if report.finding is not None else "",
        "checks": [_check(check, exercise) for check in report.checks], "output": report.output,
    }  # fmt: skip


def _check(check: CheckReport, exercise: Exercise) -> dict[str, Any]:
    finding, evidence = check.finding, check.evidence
    return {
        "name": check.name, "function": check.function, "status": check.status, "points": check.points,
        "max_points": check.max_points,
        "message": message_of(finding, exercise, check.function) if finding is not None else "",
        "diagnosis": _diagnosis(finding, exercise) if finding is not None else None,
        "also": [
            {**_diagnosis(other, exercise), "message": message_of(other, exercise, check.function)}
            for other in check.also
        ],
        "remarks": [message_of(remark, exercise, check.function) for remark in check.remarks],
        "evidence": dataclasses.asdict(evidence) if evidence is not None else None,
        "call": str(check.call) if check.call is not None else None,
        "returned": check.returned or None, "single_precision": check.single_precision,
    }  # fmt: skip


def _diagnosis(finding: Finding, exercise: Exercise) -> dict[str, str]:
    return {"id": finding.id, "title": title_of(finding, exercise)}
