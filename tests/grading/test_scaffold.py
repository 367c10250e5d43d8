"""``tuitrainer author new``: what it makes is proven, can be worked with at once, and takes nothing away."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from string import Template
from typing import Any

import pytest
from made_up import edit, make_course

from tuitrainer.base.errors import UserError
from tuitrainer.cli.main import run
from tuitrainer.grading.author import scaffold
from tuitrainer.grading.author.scaffold import new_exercise


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_instructor_s_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From nothing to a graded student, in a folder that did not exist, with the commands that are shown."""
    monkeypatch.chdir(tmp_path)
    exercises = ("--exercises", "my course/exercises")
    assert run(["author", "new", "exercise28", *exercises]) == 0
    said = capsys.readouterr().out
    shown = [shlex.split(line)[1:] for line in said.splitlines() if line.startswith("    tuitrainer ")]
    assert [command[:2] for command in shown] == [["author", "check"], ["show", "exercise28"], ["grade", "exercise28"]]
    for command in shown:
        assert run([*command, *(["--seeds", "2"] if command[0] == "author" else [])]) == 0, command
    said = capsys.readouterr().out
    assert "exercise28: proven." in said
    assert run(["start", "work", *exercises]) == 0
    assert run(["grade", "exercise28", "work/exercise28.py", *exercises]) == 1
    assert "not written yet" in capsys.readouterr().out
    edit(Path("work/exercise28.py"), "    raise NotImplementedError", "    return ((predictions - targets) ** 2).sum()")
    assert run(["--lang", "fr", "grade", "exercise28", "work/exercise28.py", *exercises]) == 1
    assert "somme au lieu de moyenne" in capsys.readouterr().out
    edit(Path("work/exercise28.py"), ".sum()", ".mean()")
    assert run(["grade", "exercise28", "work/exercise28.py", *exercises]) == 0


def test_a_broken_exercise_beside_it_is_no_obstacle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = make_course(tmp_path)
    edit(course.exercises / "exercise01" / "exercise.toml", "order = 1", "order = ")
    assert run(["author", "new", "exercise28", "--exercises", str(course.exercises)]) == 0
    assert "order = 3 " in (course.exercises / "exercise28" / "exercise.toml").read_text(encoding="utf-8")
    capsys.readouterr()
    assert run(["author", "check", "exercise28", "--seeds", "1", "--exercises", str(course.exercises)]) == 0


def test_without_a_folder_it_is_made_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["author", "new", "exercise28"]) == 0
    assert (tmp_path / "exercises" / "exercise28" / "exercise.toml").is_file()
    assert (tmp_path / "solutions" / "exercise28.py").is_file()


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = make_course(tmp_path)
    (course.solutions / "exercise28.py").write_text("mine\n", encoding="utf-8")
    before = everything(tmp_path)
    for name in ("exercise01", "exercise28"):
        assert run(["author", "new", name, "--exercises", str(course.exercises)]) == 2
        assert "is there already" in capsys.readouterr().err
    assert everything(tmp_path) == before


@pytest.mark.parametrize(
    "name",
    ["", "Exercise28", "exercise 28", "../exercise28", "exercise28/a", "28", "exercice_é", "a" * 41, "class", "a.b"],
)
def test_a_bad_name_is_refused_with_the_rule(name: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="such as exercise28"):
        new_exercise(tmp_path / "exercises", name)
    assert not everything(tmp_path)


def test_a_file_in_the_place_of_a_folder_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "exercises").write_text("a file\n", encoding="utf-8")
    assert run(["author", "new", "exercise28", "--exercises", str(tmp_path / "exercises")]) == 2
    error = capsys.readouterr().err
    assert "can't be made" in error
    assert "Traceback" not in error


def test_half_an_exercise_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the disk is full."""
    course = make_course(tmp_path)
    before = everything(tmp_path)
    written = 0

    class Failing(Template):
        def substitute(self, *values: Any, **named: Any) -> str:
            nonlocal written
            written += 1
            if written == 6:
                raise OSError(28, os.strerror(28))
            return super().substitute(*values, **named)

    monkeypatch.setattr(scaffold, "Template", Failing)
    with pytest.raises(UserError, match="can't be made"):
        new_exercise(course.exercises, "exercise28")
    assert everything(tmp_path) == before
    assert not (course.exercises / "exercise28").exists()
