"""One main message for each wrong function, the rest behind --verbose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_up import make_course
from report_kinds import AFTER, MISTAKE, check, report_of

from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.formats.text import lines
from tuitrainer.grading.report import CheckReport, Finding, Report

VALUES = check("double", "failed", function="both", finding=Finding("values"))
NAMED = replace(MISTAKE, name="total", function="both", max_points=3.0)
CRASHED = check("triple", "error", function="both", finding=Finding("crashed", {"signal": 11}))


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    return find_exercise(make_course(tmp_path), "exercise01")


def text_of(report: Report, exercise: Exercise, verbose: bool = False) -> str:
    return "\n".join("".join(part.text for part in line) for line in lines(report, exercise, verbose=verbose))


@pytest.mark.parametrize(
    ("checks", "said", "unsaid"),
    [
        ((VALUES, NAMED, CRASHED), "You square it.", ("The values are wrong.", "crashed the interpreter")),
        ((VALUES, CRASHED), "The values are wrong.", ("crashed the interpreter",)),
        ((NAMED, CRASHED), "You square it.", ("crashed the interpreter",)),
    ],
    ids=["a mistake has a name", "the first", "the first, which has a name"],
)
def test_a_function_is_explained_once(
    exercise: Exercise, checks: tuple[CheckReport, ...], said: str, unsaid: tuple[str, ...]
) -> None:
    shown, everything = text_of(report_of(*checks), exercise), text_of(report_of(*checks), exercise, verbose=True)
    chosen = "total" if NAMED in checks else "double"
    assert said in shown
    assert not any(text in shown for text in unsaid)
    assert shown.count(f"both again: see {chosen} first.") == len(checks) - 1
    assert all(text in everything for text in (said, *unsaid))
    assert "again: see" not in everything


def test_each_function_is_explained(exercise: Exercise) -> None:
    other = replace(NAMED, function="total", finding=Finding("total-of-halves", is_mistake=True))
    shown = text_of(report_of(MISTAKE, other), exercise)
    assert "You square it." in shown
    assert "You sum what was not doubled." in shown
    assert "again: see" not in shown


def test_what_waits_for_another_check_says_so(exercise: Exercise) -> None:
    shown = text_of(report_of(MISTAKE, replace(AFTER, function="double")), exercise)
    assert "You square it." in shown
    assert "Not looked at: double comes first." in shown


def test_both_of_two_mistakes_are_told(exercise: Exercise) -> None:
    shown = text_of(report_of(replace(MISTAKE, also=(Finding("sign"),))), exercise)
    assert shown.index("Mistake: squared. You square it.") < shown.index("Every value has the wrong sign.")
