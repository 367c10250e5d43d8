"""What students hand in, and what they are told: each is the reference with one function written anew."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from handed_in import HANDED_IN

from tuitrainer.base.course import find_course
from tuitrainer.grading.author import as_result
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.grade import grade
from tuitrainer.grading.messages import message_of
from tuitrainer.grading.report import CheckReport
from tuitrainer.grading.trusted import Bench
from tuitrainer.grading.verdict import Grader

NEEDS_ITS_LINE = ("softmax_no_keepdims",)
"""Known by an exception in a line of the file, which only the sandbox tells."""
THROUGH_THE_SANDBOX = (*NEEDS_ITS_LINE, "bounded_default_argument", "ce_two_bugs", "relu_in_place")


@cache
def grader_of(name: str) -> Grader:
    return Grader(Bench(find_exercise(find_course(), name)), 7)


def source_of(name: str) -> str:
    exercise, _check, _ids, text = HANDED_IN[name]
    return grader_of(exercise).exercise.solution.read_text(encoding="utf-8") + "\n" + text


def said(report: CheckReport) -> tuple[str, ...]:
    assert report.finding is not None
    return report.finding.id, *(finding.id for finding in report.also)


@pytest.mark.parametrize("name", [name for name in HANDED_IN if name not in NEEDS_ITS_LINE])
def test_what_is_said(name: str) -> None:
    exercise, check_name, ids, _text = HANDED_IN[name]
    grader = grader_of(exercise)
    check, module = grader.exercise.check(check_name), ModuleType("submission")
    exec(source_of(name), vars(module))
    report = grader.judge(check, as_result(Bench(grader.exercise).answer_of(module, check, grader.seed)))
    assert said(report) == ids
    for finding in (report.finding, *report.also):
        assert finding is not None
        assert message_of(finding, grader.exercise, check.function) != finding.id


@pytest.mark.parametrize("name", THROUGH_THE_SANDBOX)
def test_what_is_said_all_the_way(name: str, tmp_path: Path) -> None:
    exercise, check, ids, _text = HANDED_IN[name]
    file = tmp_path / f"{exercise}.py"
    file.write_text(source_of(name), encoding="utf-8")
    for seed in (1, 2):
        reports = {report.name: report for report in grade(grader_of(exercise).exercise, file, seed).checks}
        assert said(reports[check]) == ids


def test_what_builds_on_a_wrong_function_is_skipped_be_it_a_class_or_optional(tmp_path: Path) -> None:
    file = tmp_path / "exercise08.py"
    file.write_text(source_of("adam_in_place"), encoding="utf-8")
    wrong, *others = grade(grader_of("exercise08").exercise, file, 1).checks
    assert (wrong.name, wrong.status) == ("adam_step", "failed")
    assert [(check.name, check.status, check.points, check.max_points) for check in others] == [
        ("Adam", "skipped", 0.0, 5.0), ("adamax_step", "skipped", 0.0, 0.0), ("nadam_step", "skipped", 0.0, 0.0),
    ]  # fmt: skip
    assert all(said(check) == ("after",) for check in others)
