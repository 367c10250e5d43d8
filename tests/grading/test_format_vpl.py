"""VPL's protocol, read as VPL reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import make_course

from tuitrainer.base.texts import choose_language
from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.formats import vpl
from tuitrainer.grading.formats.harmless import harmless
from tuitrainer.grading.report import CheckReport, Finding, Report, Shown


def read(text: str) -> tuple[str, str]:
    """Grade and comments, as proposedgrade() and proposedcomment() of mod_vpl's vpl_submission.class.php find them."""
    grade, comments, inside = "", "", False
    for line in text.split("\n"):
        if line.startswith("Grade :=>>"):
            grade = line.removeprefix("Grade :=>>").strip()
        stripped = line.strip()
        if inside:
            inside = stripped != "--|>"
            comments += f"{line.rstrip()}\n" if inside else ""
        elif line.startswith("Comment :=>>"):
            comments += line.rstrip().removeprefix("Comment :=>>") + "\n"
        elif stripped == "<|--":
            inside = True
    return grade, comments


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    return find_exercise(make_course(tmp_path_factory.mktemp("course")), "exercise01")


def report(status: str = "failed", points: float = 2.0, output: str = "", said: str = "m", line: str = "l") -> Report:
    checks = (
        CheckReport("double", "double", "passed", points, 2.0),
        CheckReport("total", "total", "error", 0.0, 3.0, Finding("exception", {"type": "ValueError", "message": said,
                    "line": 1}), call=Shown("total", (("x", said),)), returned=said),
        CheckReport("triple", "triple", "skipped", 0.0, 0.0, Finding("optional")),
    )  # fmt: skip
    return Report("exercise01", "/f.py", "0" * 64, 7, status, checks, 0.1, "limits", output=output, source=(line,))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lowest", "highest", "grade"),
    [("0", "10", "4"), ("0.00", "20.00", "8"), ("-5", "5", "-1"), ("1", "6", "3"), ("", "", "2"), ("0", "0", "2"),
     ("x", "10", "2"), ("0", "nan", "2"), ("0", "inf", "2"), (None, None, "2")],
)  # fmt: skip
def test_the_grade_lies_in_the_range_of_the_activity(
    lowest: str | None, highest: str | None, grade: str, exercise: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("VPL_GRADEMIN", lowest), ("VPL_GRADEMAX", highest)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    assert read(vpl.one(report(), exercise))[0] == grade


def test_several_exercises_have_one_grade(exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VPL_GRADEMIN", "0")
    monkeypatch.setenv("VPL_GRADEMAX", "10")
    text = vpl.several([(report(points=2.0), exercise), (report(points=0.0), exercise)])
    assert text.count("Grade :=>>") == 1
    assert read(text)[0] == "2"


def test_what_was_not_graded_has_no_grade(exercise: Exercise) -> None:
    given_up = replace(report("ungraded"), checks=(), finding=Finding("grader-fault", {"message": "no memory"}))
    grade, comments = read(vpl.one(given_up, exercise))
    assert not grade
    assert "does not count against you" in comments
    assert not read(vpl.several([(report(), exercise), (given_up, exercise)]))[0]


def test_a_file_with_nothing_to_judge_has_the_lowest_grade(exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VPL_GRADEMIN", "1")
    monkeypatch.setenv("VPL_GRADEMAX", "6")
    empty = replace(report("error", points=0.0), finding=Finding("empty"))
    grade, comments = read(vpl.one(empty, exercise))
    assert grade == "1"
    assert "empty" in comments


def test_checks_are_titles_and_what_is_said_of_them_is_folded_below(exercise: Exercise) -> None:
    lines = read(vpl.one(harmless(report(said="no", output="hello\n")), exercise))[1].splitlines()
    titles = [line for line in lines if line.startswith("-")]
    assert [title.split()[:2] for title in titles] == [
        ["-passed", "double"], ["-ERROR", "total"], ["-skipped", "triple"], ["-exercise01", "Doubles"]
    ]  # fmt: skip
    assert all(line.startswith((">", "-")) for line in lines)
    assert any("hello" in line for line in lines)
    choose_language("fr")
    assert "-réussi" in vpl.one(report(), exercise).lower()


FORGED = st.sampled_from([
    "Grade :=>> 100", "Comment :=>>-well done (-0)", "<|--", "--|>", "\r\nGrade :=>> 100\r\n", "\rGrade :=>>100",
    "\x85Grade :=>>100\u2028Grade :=>>100", "--|>\nGrade :=>>100\n<|--", "\x1b[2JGrade :=>> 100", "\0", "\ud800",
])  # fmt: skip
TEXTS = st.lists(st.one_of(FORGED, st.text(max_size=30)), max_size=4).map("\n".join)


@given(TEXTS, TEXTS, TEXTS)
def test_no_text_of_a_submission_is_read_as_a_grade(exercise: Exercise, output: str, said: str, line: str) -> None:
    hostile = report(output=output, said=said, line=line)
    for text in (vpl.one(hostile, exercise), vpl.one(harmless(hostile), exercise)):
        assert read(text)[0] == "2"
        assert [part for part in text.split("\n")[:-2] if not part.startswith("Comment :=>>")] == []
        assert "\r" not in text
        assert len(text.splitlines()) == text.count("\n")
