"""What a student uses beside `grade`: start, show, hint, solution, exercises; and what is said of a foreign folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from made_up import SOLUTION01, STARTER01, edit, make_course

from tuitrainer.base.course import Course, course_key
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.cli.main import run
from tuitrainer.grading.progress import Progress, open_progress

NOTE = "are programs of their author"


class Student:
    """Types commands in an empty folder."""

    def __init__(self, course: Course, capsys: pytest.CaptureFixture[str]) -> None:
        self.course = course
        self.capsys = capsys
        self.err = ""

    def __call__(self, *arguments: str, code: int = 0) -> str:
        """Stdout of a command; what is said of the folder is left out of stderr."""
        got = run([*arguments, "--exercises", str(self.course.exercises)])
        shown = self.capsys.readouterr()
        assert got == code, shown
        assert "\x1b" not in shown.out + shown.err
        self.err = "".join(line for line in shown.err.splitlines(keepends=True) if NOTE not in line)
        return shown.out


@pytest.fixture
def student(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Student:
    (tmp_path / "course").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return Student(make_course(tmp_path / "course"), capsys)


@pytest.fixture
def broken_progress(clean_home: Path) -> None:
    (clean_home / "data" / "progress.sqlite3").mkdir(parents=True)


def passed(exercise: str) -> None:
    with open_progress(course=course_key(Path("../course/exercises"))) as progress:
        progress.record(exercise, status="passed", score=5, max_score=5, seed=1, sha256="0")


# -- start -------------------------------------------------------------------------------------------------------------


def test_start_makes_a_workspace_and_says_what_to_do(student: Student) -> None:
    said = student("start").splitlines()
    assert said[0] == f"Your workspace: {Path('tuitrainer-work').absolute()}"
    assert said[1] == "New: exercise01.py, exercise02.py"
    file = Path("tuitrainer-work", "exercise01.py")
    assert f"write {file}, then `tuitrainer grade exercise01 --exercises " in said[2]
    assert file.read_text(encoding="utf-8") == STARTER01
    assert Path("tuitrainer-work", ".tuitrainer").is_file()


def test_start_again_writes_nothing_over(student: Student) -> None:
    student("start", "mine")
    Path("mine/exercise01.py").write_text("my work", encoding="utf-8")
    Path("mine/exercise02.py").unlink()
    said = student("start", "mine")
    assert "New: exercise02.py" in said
    assert "Left as they are: exercise01.py" in said
    assert f"`tuitrainer grade exercise01 {Path('mine', 'exercise01.py')} --exercises " in said
    assert Path("mine/exercise01.py").read_text(encoding="utf-8") == "my work"


def test_start_here(student: Student) -> None:
    assert "write exercise01.py, then" in student("start", ".")


def test_a_file_in_the_way_is_one_sentence(student: Student) -> None:
    Path("mine").touch()
    assert not student("start", "mine", code=2)
    assert student.err == "Error: mine: this is not a folder\n"
    assert not student("start", "mine/below", code=2)
    assert student.err.count("\n") == 1


# -- show, hint, solution ----------------------------------------------------------------------------------------------


def test_show_gives_the_statement_as_it_is_to_a_pipe(student: Student) -> None:
    assert student("show", "exercise01") == "# Doubles\n\nMake `double`.\n"
    assert student("show", "exercise01", "--lang", "fr") == "# Doubles\n\nÉcrivez `double`.\n"
    assert not student("show", "exercise1", "--lang", "en", code=2)
    assert "Did you mean 'exercise01'?" in student.err


def test_a_hint_more_each_time_and_all_again_in_the_end(student: Student) -> None:
    assert student("hint", "exercise01") == "Hint 1 of 2\n  Twice.\n"
    assert student("hint", "exercise01") == "Hint 2 of 2\n  Add it to itself.\nThat was the last one.\n"
    everything = "Hint 1 of 2\n  Twice.\nHint 2 of 2\n  Add it to itself.\n"
    assert student("hint", "exercise01") == student("hint", "exercise01") == everything
    assert student("hint", "exercise02") == "Hint 1 of 1\n  rng.permutation\nThat was the last one.\n"
    assert [row["hints"] for row in json.loads(student("exercises", "--json"))["exercises"]] == [2, 1]


def test_an_exercise_without_hints_says_so(student: Student) -> None:
    edit(student.course.exercises / "exercise02" / "exercise.toml",
         '[[hints]]\nen = "rng.permutation"\nfr = "rng.permutation"\n', "")  # fmt: skip
    assert student("hint", "exercise02") == "This exercise has no hints.\n"


def test_the_solution_comes_after_a_pass_or_when_forced(student: Student) -> None:
    assert not student("solution", "exercise01", code=1)
    assert "--force" in student.err
    assert student("solution", "exercise01", "--force") == SOLUTION01
    assert not student("solution", "exercise01", code=1)
    passed("exercise01")
    assert student("solution", "exercise01") == SOLUTION01
    assert not student("solution", "exercise02", code=1)
    rows = json.loads(student("exercises", "--json"))["exercises"]
    assert [row["solution_seen"] for row in rows] == [True, False]


def test_a_solution_that_is_not_there_is_one_sentence(student: Student) -> None:
    (student.course.solutions / "exercise01.py").unlink()
    assert not student("solution", "exercise01", "--force", code=2)
    assert "there is no reference solution of exercise01 here" in student.err


# -- exercises ---------------------------------------------------------------------------------------------------------


def test_exercises_are_listed_with_what_was_done_and_what_comes_next(student: Student) -> None:
    def states() -> list[str]:
        rows = [line.split() for line in student("exercises").splitlines()]
        return [" ".join(row[5:-1]) for row in rows if len(row) > 1 and row[1].startswith("exercise")]

    assert states() == ["-", "-"]
    Path("answer.py").write_text(SOLUTION01.replace("2 * x", "3 * x"), encoding="utf-8")
    student("grade", "exercise01", "answer.py", code=1)
    assert states() == ["tried, best 1 of 6", "-"]
    assert "Next: tuitrainer show exercise01 --exercises " in student("exercises")
    passed("exercise01")
    assert states() == ["passed", "-"]
    assert "Next: tuitrainer show exercise02 --exercises " in student("exercises")
    passed("exercise02")
    assert "Next" not in student("exercises")


def test_exercises_as_a_document(student: Student) -> None:
    document = json.loads(student("exercises", "--json", "--lang", "fr"))
    assert (document["schema"], document["next"]) == (1, "exercise01")
    first, second = document["exercises"]
    assert first == {
        "id": "exercise01", "order": 1, "title": "Doubles", "minutes": 5, "requires": [],
        "missing": [], "leads_to": ["exercise02"], "labs": [], "points": 5.0,
        "passed": False, "attempts": 0, "score": 0.0, "max_score": 0.0, "hints": 0, "hints_total": 2,
        "solution_seen": False,
    }  # fmt: skip
    assert (second["title"], second["requires"], second["missing"]) == ("Mélanges", ["exercise01"], ["exercise01"])


# -- what may be broken ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("broken_progress")
def test_a_broken_progress_file_costs_a_sentence(student: Student) -> None:
    for arguments, code, words in (
        (("exercises",), 0, "exercise02"),
        (("hint", "exercise01"), 0, "Hint 1 of 2"),
        (("solution", "exercise01", "--force"), 0, "def double"),
        (("solution", "exercise01"), 1, ""),
        (("exercises", "--json"), 0, '"passed": false'),
    ):
        assert words in student(*arguments, code=code)
        assert student.err.count("the progress can't be read or saved") == 1
        assert student.err.startswith("Error: ")
        assert student.err.count("\n") == 1 + (code == 1)


def test_a_progress_file_that_can_only_be_read_still_shows_the_solution(
    student: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed("exercise01")

    def refuse(_progress: Progress, _exercise: str) -> None:
        raise UserError(Problem("read-only"))

    monkeypatch.setattr(Progress, "mark_solution_seen", refuse)
    assert student("solution", "exercise01") == SOLUTION01
    assert student.err == "Error: read-only\n"


@pytest.mark.parametrize(
    "arguments", [("exercises",), ("start",), ("grade", "--reference"), ("author", "check"), ("show", "exercise01")]
)
def test_a_folder_without_exercises_is_said(student: Student, arguments: tuple[str, ...]) -> None:
    """Rather than that all of them passed."""
    student.course = Course(student.course.solutions, student.course.solutions)
    assert not student(*arguments, code=2)
    assert "there are no exercises in this folder" in student.err


# -- whose code it is --------------------------------------------------------------------------------------------------


def test_a_foreign_folder_is_spoken_of_before_its_first_use(
    student: Student, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def notes(folder: Path, *arguments: str) -> int:
        assert run([*arguments, "--exercises", str(folder)]) == 0
        shown = capsys.readouterr()
        assert NOTE not in shown.out
        assert not shown.err or str(folder.resolve()) in shown.err
        return shown.err.count(NOTE)

    here = student.course.exercises
    (tmp_path / "other").mkdir()
    other = make_course(tmp_path / "other").exercises
    assert notes(here, "labs") == 0  # which uses no exercise
    assert notes(here, "exercises", "--json") == 1
    assert notes(here, "exercises") == notes(here, "show", "exercise01") == 0
    assert notes(Path(os.path.relpath(here)), "hint", "exercise01") == 0
    assert notes(other, "--lang", "fr", "exercises") + notes(other, "exercises") <= 1
    run(["exercises"])
    assert NOTE not in capsys.readouterr().err


def test_where_it_can_not_be_kept_it_is_said_again(student: Student, clean_home: Path) -> None:
    (clean_home / "data").touch()  # a file where the folder should be
    for _ in range(2):
        assert run(["show", "exercise01", "--exercises", str(student.course.exercises)]) == 0
        assert student.capsys.readouterr().err.count(NOTE) == 1


def test_no_line_of_a_statement_begins_with_punctuation_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    from tuitrainer.cli.output import show_markdown

    text = "Un mot" + " de plus\N{NO-BREAK SPACE};" * 60
    show_markdown(text)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 4
    assert not any(line.strip().startswith(";") for line in lines)
    assert "plus\N{NO-BREAK SPACE};" in lines[1]
