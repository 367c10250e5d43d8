"""Reports as the output `result` of a GitHub Classroom grader: base64 of JSON, for its autograding-grading-reporter.

The JSON is Exercism's with points: `max_score` above all tests; `score`, `filename` and `line_no` in each (0 where
there is no line). The reporter prints names and texts into the log as they are, and adds the scores up. Without
`max_score` it reports no points at all, which is what becomes of a report that the grader could not make; a file with
nothing to judge in it has its 0 points.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from tuitrainer.base.strict_json import strict_json
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.formats.exercism import document, tests_of
from tuitrainer.grading.report import CheckReport, Report

OUTPUT_VARIABLE = "GITHUB_OUTPUT"
"""Names the file that takes the outputs of a workflow's step."""


def one(report: Report, exercise: Exercise) -> str:
    return several([(report, exercise)])


def several(pairs: Sequence[tuple[Report, Exercise]]) -> str:
    """The line that the step's outputs are given."""
    text = strict_json(results(pairs), indent=None)
    return f"result={base64.b64encode(text.encode('ascii')).decode('ascii')}\n"


def results(pairs: Sequence[tuple[Report, Exercise]]) -> dict[str, Any]:
    """What the reporter reads."""
    tests = [_scored(test, check, report) for test, check, report in tests_of(pairs)]
    told = document(pairs) | {"tests": tests}
    if any(report.status == "ungraded" for report, _exercise in pairs):
        return told
    return told | {"max_score": sum(report.max_score for report, _exercise in pairs)}


def _scored(test: dict[str, Any], check: CheckReport | None, report: Report) -> dict[str, Any]:
    finding = report.finding if check is None else check.finding
    line = finding.values.get("line", 0) if finding is not None else 0
    return test | {
        "score": check.points if check is not None else 0.0,
        "filename": PurePath(report.file).name, "line_no": line if isinstance(line, int) else 0,
    }  # fmt: skip
