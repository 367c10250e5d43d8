"""A student's folder: made, never written over, and found again."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from made_up import STARTER01, make_course

from tuitrainer.base.course import find_course
from tuitrainer.base.errors import UserError
from tuitrainer.grading.catalog import Exercise, find_exercise, list_exercises
from tuitrainer.grading.starters import FILE as RECORD
from tuitrainer.grading.workspace import (
    DEFAULT,
    MARKER,
    command_for,
    find_submission,
    find_workspace,
    short,
    start_workspace,
)


@pytest.fixture
def exercises(tmp_path: Path) -> tuple[Exercise, ...]:
    course = tmp_path / "course"
    course.mkdir()
    return list_exercises(make_course(course))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_a_workspace_holds_the_starters_and_is_added_to(here: Path, exercises: tuple[Exercise, ...]) -> None:
    folder = here / "a" / "b"
    started = start_workspace(folder, exercises[:1])
    assert (started.folder, started.created, started.kept) == (folder, ("exercise01.py",), ())
    assert (folder / "exercise01.py").read_text(encoding="utf-8") == STARTER01
    assert sorted(path.name for path in folder.iterdir()) == [MARKER, RECORD, "exercise01.py"]
    (folder / "exercise01.py").write_text("mine", encoding="utf-8")
    again = start_workspace(folder, exercises)
    assert (again.created, again.kept) == (("exercise02.py",), ("exercise01.py",))
    assert (folder / "exercise01.py").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("kind", ["link to nowhere", "folder", "empty"])
def test_whatever_has_the_name_of_a_file_stays(here: Path, exercises: tuple[Exercise, ...], kind: str) -> None:
    place = here / "exercise01.py"
    if kind == "folder":
        place.mkdir()
    elif kind == "empty":
        place.touch()
    else:
        place.symlink_to(here / "nowhere")
    assert start_workspace(here, exercises).kept == ("exercise01.py",)
    assert place.is_symlink() or place.is_dir() or not place.read_bytes()
    assert not (here / "nowhere").exists()


def test_a_file_in_the_way_is_one_clear_problem(here: Path, exercises: tuple[Exercise, ...]) -> None:
    (here / "file").touch()
    with pytest.raises(UserError, match="file: this is not a folder"):
        start_workspace(here / "file", exercises)
    with pytest.raises(UserError, match="the workspace can't be made: Not a directory"):
        start_workspace(here / "file" / "below", exercises)


@pytest.mark.skipif(sys.platform == "win32", reason="modes of folders mean nothing there")
def test_a_folder_that_is_closed_is_one_clear_problem(here: Path, exercises: tuple[Exercise, ...]) -> None:
    user = os.geteuid()
    here.chmod(0o500)
    try:
        if user == 0:  # root may write anywhere
            os.seteuid(65534)
        with pytest.raises(UserError, match="the workspace can't be made: Permission denied"):
            start_workspace(here / "below", exercises)
    finally:
        os.seteuid(user)
        here.chmod(0o700)


def test_a_starter_that_is_missing_is_said_and_others_are_there(here: Path, exercises: tuple[Exercise, ...]) -> None:
    exercises[0].starter.unlink()
    started = start_workspace(here, exercises)
    assert started.created == ("exercise02.py",)
    [problem] = started.problems
    assert str(problem) == f"{exercises[0].starter}: this file can't be read: No such file or directory"


def test_a_full_disk_leaves_no_half_starter(
    here: Path, exercises: tuple[Exercise, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be taken for the student's work, and never be written again."""
    opened = Path.open

    class Full:
        def __init__(self, file: Any) -> None:
            self.file = file

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_error: object) -> None:
            self.file.close()

        def write(self, content: bytes) -> None:
            self.file.write(content[:3])
            raise OSError(28, "No space left on device")

    def full(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        file = opened(path, mode, *rest, **named)
        return Full(file) if mode == "xb" and path.suffix == ".py" else file

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", full)
        with pytest.raises(UserError, match="No space left"):
            start_workspace(here, exercises)
    assert not (here / "exercise01.py").exists()
    assert start_workspace(here, exercises).created == ("exercise01.py", "exercise02.py")


def test_a_workspace_is_found_upwards_or_beside(here: Path, exercises: tuple[Exercise, ...]) -> None:
    assert find_workspace(here) is None
    start_workspace(here / DEFAULT, exercises)
    assert find_workspace(here) == here / DEFAULT
    below = here / DEFAULT / "notes" / "deep"
    below.mkdir(parents=True)
    assert find_workspace(below) == here / DEFAULT
    (here / DEFAULT / MARKER).unlink()
    assert find_workspace(here) is None


def test_a_submission_is_looked_for_here_and_in_the_workspace(here: Path, exercises: tuple[Exercise, ...]) -> None:
    with pytest.raises(UserError, match=f"there is no exercise01.py in {here}; `tuitrainer start` makes"):
        find_submission("exercise01", here)
    start_workspace(here / DEFAULT, exercises)
    below = here / DEFAULT / "below"
    below.mkdir()
    assert find_submission("exercise01", here) == here / DEFAULT / "exercise01.py"
    assert find_submission("exercise01", below) == here / DEFAULT / "exercise01.py"
    (below / "exercise01.py").touch()
    assert find_submission("exercise01", below) == below / "exercise01.py"
    (here / "exercise01.py").mkdir()
    assert find_submission("exercise01", here) == here / DEFAULT / "exercise01.py"
    with pytest.raises(UserError) as caught:
        find_submission("exercise09", here)
    assert f"in {here}, {here / DEFAULT};" in str(caught.value)


def test_the_command_that_is_told_is_the_one_to_type(here: Path, exercises: tuple[Exercise, ...]) -> None:
    ours = find_exercise(find_course(), "exercise04")
    (here / "exercise04.py").touch()
    (here / "my answer.py").touch()
    assert command_for(ours, "hint") == "tuitrainer hint exercise04"
    assert command_for(ours, "grade", here / "exercise04.py") == "tuitrainer grade exercise04"
    told = command_for(ours, "grade", here / "my answer.py", "--seed", "5")
    assert told == "tuitrainer grade exercise04 'my answer.py' --seed 5"
    assert command_for(ours, "grade", here / "-.py") == f"tuitrainer grade exercise04 {Path('.')}{os.sep}-.py"
    elsewhere = here.parent / "exercise04.py"
    assert command_for(ours, "grade", elsewhere) == f"tuitrainer grade exercise04 {elsewhere}"
    other = shlex.split(command_for(exercises[0], "show"))
    assert other == ["tuitrainer", "show", "exercise01", "--exercises", str(exercises[0].folder.parent)]


def test_a_path_is_short_where_it_lies_below(here: Path) -> None:
    assert short(here / "a" / "b") == str(Path("a", "b"))
    assert short(here.parent) == str(here.parent)
