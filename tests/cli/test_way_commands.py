"""The way through the course on the command line: what comes next and why, labs, progress, and what may be broken."""

from __future__ import annotations

import io
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from made_up import SOLUTION01, STARTER01, make_course

from tuitrainer.base.course import Course, course_key, find_course
from tuitrainer.cli.main import run
from tuitrainer.grading.progress import Progress, open_progress, progress_path
from tuitrainer.training.labs import Lab

NOTE = "are programs of their author"


class Student:
    """Types commands in an empty folder."""

    def __init__(self, course: Course, capsys: pytest.CaptureFixture[str]) -> None:
        self.course, self.capsys, self.err = course, capsys, ""

    def __call__(self, *arguments: str, code: int = 0) -> str:
        got = run([*arguments, "--exercises", str(self.course.exercises)])
        shown = self.capsys.readouterr()
        assert got == code, shown
        assert "\x1b" not in shown.out + shown.err
        self.err = "".join(line for line in shown.err.splitlines(keepends=True) if NOTE not in line)
        return shown.out

    def progress(self) -> Progress:
        return open_progress(course=course_key(self.course.exercises))

    def passes(self, *exercises: str) -> None:
        with self.progress() as progress:
            for exercise in exercises:
                progress.record(exercise, status="passed", score=5, max_score=5, seed=1, sha256="0")


@pytest.fixture
def student(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Student:
    (tmp_path / "course").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return Student(make_course(tmp_path / "course"), capsys)


class Terminal(io.StringIO):
    """Somebody who answers."""

    def isatty(self) -> bool:
        return True


# -- what comes next ---------------------------------------------------------------------------------------------------


def test_why_it_comes_next_is_said(student: Student) -> None:
    said = student("exercises")
    assert "Doubles. It requires no other exercise. It leads on to exercise02." in said
    student.passes("exercise01")
    assert "Shuffles. It requires exercise01, which you have passed." in student("exercises")
    assert "Mélanges. Il requiert exercise01, que vous avez réussi." in student("exercises", "--lang", "fr")
    rows = [line.split() for line in student("exercises", "--lang", "en").splitlines()]
    [row] = [row for row in rows if row[:1] == ["2"]]
    assert row == ["2", "exercise02", "Shuffles", row[3], "1", "-", "-"]


def test_a_narrow_terminal_shows_less_and_titles_whole(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    for columns, said in (("80", "exercise02 Shuffles 1 -"), ("100", "2 exercise02 Shuffles")):
        monkeypatch.setenv("COLUMNS", columns)
        lines = student("exercises").splitlines()
        assert any(" ".join(line.split()).startswith(said) for line in lines)
        assert all(len(line) <= int(columns) for line in lines if "--exercises" not in line)


def test_one_faulty_exercise_is_named_and_the_rest_works(student: Student) -> None:
    (student.course.exercises / "exercise01" / "exercise.toml").write_text("order = 'one'")
    for arguments in (("exercises",), ("start",), ("exercises", "--json"), ("progress",)):
        assert "exercise02" in student(*arguments) or arguments == ("progress",)
        lines = student.err.splitlines()
        assert lines
        assert len(lines) == len(set(lines))  # each problem once
        assert all("exercise01" in line for line in lines)
    assert not Path("tuitrainer-work/exercise01.py").exists()
    assert Path("tuitrainer-work/exercise02.py").is_file()
    student("grade", "--reference", code=2)
    assert "exercise01" in student.err
    assert "exercise01: NOT proven" in student("author", "check", "exercise01", code=1)
    (student.course.exercises / "exercise02" / "exercise.toml").write_text("order = 'two'")
    for arguments in (("exercises",), ("start",)):
        assert not student(*arguments, code=2)
        assert "exercise02" in student.err


def test_exercises_that_are_no_longer_there_are_harmless(student: Student) -> None:
    student.passes("renamed since", "exercise01")
    document = json.loads(student("exercises", "--json"))
    assert [entry["passed"] for entry in document["exercises"]] == [True, False]
    assert document["next"] == "exercise02"
    told = json.loads(student("progress", "--json"))
    assert (told["passed"], told["total"]) == (1, 2)
    assert [(entry["id"], entry["in_course"]) for entry in told["exercises"]] == [
        ("exercise01", True), ("renamed since", False),
    ]  # fmt: skip
    assert "(no longer in the course)" in student("progress")


def test_another_course_has_its_own_progress(student: Student, capsys: pytest.CaptureFixture[str]) -> None:
    student.passes("exercise01", "exercise02")
    assert run(["progress", "--json"]) == 0
    ours = json.loads(capsys.readouterr().out)
    assert ours["passed"] == 0
    assert ours["exercises"] == []
    assert run(["progress", "--json", "--exercises", str(find_course().exercises)]) == 0  # ours by its other name
    assert json.loads(capsys.readouterr().out)["passed"] == 0
    Path("answer.py").write_text(SOLUTION01, encoding="utf-8")
    student("grade", "exercise01", "answer.py")
    with open_progress() as progress:
        assert progress.standings() == {}
    with student.progress() as progress:
        assert progress.standing("exercise01").attempts == 2


# -- labs --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def with_a_lab(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lab of exercise01."""
    lab = Lab("doubling", 1, "Doubling seen", "It doubles.", Path("doubling.toml"), "exercise01")
    other = Lab("free", 2, "Free", "Of no exercise.", Path("free.toml"))
    monkeypatch.setattr("tuitrainer.training.labs.list_labs", lambda: (lab, other))


@pytest.mark.usefixtures("with_a_lab")
def test_a_lab_is_offered_with_its_exercise_and_back(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("answer.py").write_text(SOLUTION01, encoding="utf-8")
    offer = "See it live: tuitrainer tui doubling  (Doubling seen)"
    assert offer not in student("grade", "exercise01", "answer.py")  # labs illustrate our course alone
    assert json.loads(student("exercises", "--json"))["exercises"][0]["labs"] == []
    monkeypatch.setattr("tuitrainer.grading.catalog.course_key", lambda _folder: "")
    assert offer in student("grade", "exercise01", "answer.py")
    student("grade", "exercise01", "answer.py", "--output", "report.txt")
    assert offer in Path("report.txt").read_text(encoding="utf-8")
    assert offer not in student("grade", "exercise01", "answer.py", "--feedback", "values")
    Path("answer.py").write_text(STARTER01, encoding="utf-8")
    assert offer not in student("grade", "exercise01", "answer.py", code=1)
    assert json.loads(student("exercises", "--json"))["exercises"][0]["labs"] == ["doubling"]
    with open_progress() as progress:
        progress.reset()
    assert "tuitrainer tui doubling  (Doubling seen)" in student("exercises")
    assert [entry["exercise"] for entry in json.loads(student("labs", "--json"))["labs"]] == ["exercise01", None]
    assert "exercise01" in student("labs")


def test_labs_that_can_not_be_read_cost_an_offer_and_no_verdict(
    student: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> tuple[Lab, ...]:
        raise KeyError("order")

    monkeypatch.setattr("tuitrainer.training.labs.list_labs", broken)
    monkeypatch.setattr("tuitrainer.grading.catalog.course_key", lambda _folder: "")
    Path("answer.py").write_text(SOLUTION01, encoding="utf-8")
    assert "Passed." in student("grade", "exercise01", "answer.py")
    assert "exercise02" in student("exercises")


# -- progress ----------------------------------------------------------------------------------------------------------


def test_progress_is_shown(student: Student) -> None:
    assert student("progress") == "0 of 2 exercises passed.\n"
    student.passes("exercise01")
    student("hint", "exercise02")
    said = student("progress")
    assert said.startswith("1 of 2 exercises passed.\n")
    rows = [line.split() for line in said.splitlines() if "exercise0" in line]
    assert rows[0][:6] == ["exercise01", "Doubles", "passed", "1", "0", "-"]
    assert rows[1] == ["exercise02", "Shuffles", "-", "0", "1", "-", "-"]


def test_reset_asks_first(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    student.passes("exercise01", "exercise02")
    for answer, code, left in (("", 1, 2), ("no", 1, 2), ("maybe", 1, 2), ("Yes", 0, 1)):
        monkeypatch.setattr("sys.stdin", Terminal(f"{answer}\n"))
        said = student("progress", "reset", "exercise01", code=code)
        assert "Forget this for good? [yes/no]" in student.err
        assert "To be forgotten: exercise01\n" in student.err
        assert said == ("Forgotten: exercise01\n" if not code else "")
        with student.progress() as progress:
            assert len(progress.standings()) == left
    monkeypatch.setattr("sys.stdin", Terminal("oui\n"))
    assert "exercise02" in student("progress", "reset", "--all", "--lang", "fr")
    with student.progress() as progress:
        assert progress.standings() == {}
    assert student("progress", "reset", "--all", "--lang", "en") == "There is nothing to forget.\n"  # without asking


def test_an_answer_that_never_comes_forgets_nothing(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    student.passes("exercise01")
    monkeypatch.setattr("sys.stdin", Terminal(""))
    student("progress", "reset", "--all", code=130)
    with student.progress() as progress:
        assert progress.standing("exercise01").passed


def test_without_a_terminal_reset_wants_yes(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    student.passes("exercise01", "exercise02")
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n" * 9))
    assert not student("progress", "reset", "exercise01", code=2)
    assert "--yes" in student.err
    with student.progress() as progress:
        assert len(progress.standings()) == 2
    assert student("progress", "reset", "exercise01", "--yes") == "Forgotten: exercise01\n"
    assert student("progress", "reset", "--all", "--yes") == "Forgotten: exercise02\n"


def test_reset_wants_to_know_what(student: Student) -> None:
    student.passes("renamed since")
    for arguments in ((), ("exercise01", "--all")):
        student("progress", "reset", *arguments, "--yes", code=2)
        assert "name an exercise, or give --all" in student.err
    student("progress", "reset", "exercise1", "--yes", code=2)
    assert "Did you mean 'exercise01'?" in student.err
    assert student("progress", "reset", "renamed since", "--yes") == "Forgotten: renamed since\n"


def test_reset_leaves_other_courses_and_files_alone(student: Student) -> None:
    student("start")
    student.passes("exercise01")
    with open_progress() as ours:
        ours.record("exercise01", status="passed", score=1, max_score=1, seed=1, sha256="")
    student("progress", "reset", "--all", "--yes")
    with open_progress() as ours:
        assert ours.standing("exercise01").passed
    assert Path("tuitrainer-work/exercise01.py").read_text(encoding="utf-8") == STARTER01


def test_a_newer_progress_is_refused_as_it_is(student: Student) -> None:
    student.passes("exercise01")
    with closing(sqlite3.connect(progress_path())) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = progress_path().read_bytes()
    for arguments in (("progress",), ("progress", "reset", "--all", "--yes")):
        assert not student(*arguments, code=2)
        assert "a newer tuitrainer wrote this in format 999" in student.err
    assert "exercise02" in student("exercises")  # no lesson waits for its bookkeeping
    assert progress_path().read_bytes() == before


# -- start -------------------------------------------------------------------------------------------------------------


def test_start_tells_of_starters_that_have_changed(student: Student) -> None:
    student("start")
    mine, untouched = (Path("tuitrainer-work", f"exercise0{number}.py") for number in (1, 2))
    mine.write_text("my work", encoding="utf-8")
    for number in (1, 2):
        starter = student.course.exercises / f"exercise0{number}" / "starter.py"
        starter.write_text(starter.read_text(encoding="utf-8") + "\x1b[31m = 1\n", encoding="utf-8")
    said = student("start")
    first, second = said.index("exercise01.py: the starter has changed."), said.index("exercise02.py: the starter has")
    assert "Yours stays as you wrote it." in said[first:second]
    assert "+++ exercise01.py\n@@ " in said[first:second]
    assert "You have not touched yours: `tuitrainer start --update --exercises " in said[second:]
    said = student("start", "--update")
    assert "Renewed: exercise02.py\n" in said
    assert "Left as they are: exercise01.py\n" in said
    assert "+\N{REPLACEMENT CHARACTER}[31m = 1" in said
    assert mine.read_text(encoding="utf-8") == "my work"
    assert untouched.read_text(encoding="utf-8").endswith("\x1b[31m = 1\n")
    assert "changed" not in student("start")
    assert "changed" not in student("start", "--update")


def test_start_is_found_again_from_within_and_names_what_comes_next(
    student: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    student("start")
    student.passes("exercise01")
    monkeypatch.chdir("tuitrainer-work")
    assert "Next: read `tuitrainer show exercise02 --exercises " in student("start")
    assert not Path("tuitrainer-work").exists()
    student.passes("exercise02")
    assert "Next" not in student("start")
