from __future__ import annotations

from pathlib import Path

import pytest

import tuitrainer
from tuitrainer.base.course import find_course
from tuitrainer.base.errors import UserError

ROOT = Path(__file__).resolve().parents[2]


def made(*parts: Path) -> Path:
    path = Path(*parts)
    path.mkdir(parents=True)
    return path


def test_a_folder_that_was_asked_for_comes_first(tmp_path: Path) -> None:
    exercises = made(tmp_path, Path("mine/exercises"))
    course = find_course(exercises)
    assert course.exercises == exercises
    assert course.solutions == exercises.parent / "solutions"


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"--exercises: .*nowhere.* is not a folder"):
        find_course(tmp_path / "nowhere")


def test_a_checkout_comes_before_the_wheel(tmp_path: Path) -> None:
    package = made(tmp_path, Path("tuitrainer"))
    made(package, Path("course/exercises"))
    checkout = made(tmp_path, Path("exercises"))
    assert find_course(package=package).exercises == package / "course" / "exercises", "no pyproject.toml: no checkout"
    (tmp_path / "pyproject.toml").touch()
    assert find_course(package=package).exercises == checkout


def test_an_installation_without_a_course_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="carries no exercises"):
        find_course(package=made(tmp_path, Path("tuitrainer")))


def test_this_installation_has_its_course() -> None:
    course = find_course()
    assert (course.exercises / "README.md").is_file()
    assert (course.solutions / "README.md").is_file()
    if Path(tuitrainer.__file__).resolve().is_relative_to(ROOT):
        assert course.exercises == ROOT / "exercises"
