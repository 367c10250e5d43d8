"""The exercises of a course, found by their place."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_up import edit, make_course

from tuitrainer.base.course import Course
from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import choose_language
from tuitrainer.grading.catalog import exercise_ids, find_exercise, list_exercises, next_exercise


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path)


def test_exercises_come_in_the_order_of_the_course(course: Course) -> None:
    assert [exercise.id for exercise in list_exercises(course)] == ["exercise01", "exercise02"]
    edit(course.exercises / "exercise01" / "exercise.toml", "order = 1", "order = 30")
    (course.exercises / "notes").mkdir()
    (course.exercises / "README.md").touch()
    assert [exercise.id for exercise in list_exercises(course)] == ["exercise02", "exercise01"]
    assert exercise_ids(course) == ("exercise01", "exercise02")


def test_an_unknown_exercise_is_refused_with_the_nearest(course: Course) -> None:
    with pytest.raises(UserError, match=r"no exercise 'exercise1'. Did you mean 'exercise01'\? Accepted: exercise01, "):
        find_exercise(course, "exercise1")
    for name in ("", ".", "..", "exercise01/", "../exercises/exercise01", str(course.exercises / "exercise01")):
        with pytest.raises(UserError):
            find_exercise(course, name)


def test_a_faulty_exercise_is_said_and_the_others_can_be_used(course: Course) -> None:
    edit(course.exercises / "exercise02" / "exercise.toml", "order = 2", "order = 'two'")
    edit(course.exercises / "exercise02" / "exercise.toml", "points = 4", "points = -4")
    with pytest.raises(UserError) as caught:
        list_exercises(course)
    assert len(caught.value.problems) == 2
    assert find_exercise(course, "exercise01").title == "Doubles"


def test_a_folder_without_exercises_is_no_course(tmp_path: Path) -> None:
    empty = Course(tmp_path, tmp_path)
    for ask in (list_exercises, lambda course: find_exercise(course, "exercise01")):
        with pytest.raises(UserError, match="there are no exercises in this folder"):
            ask(empty)
    assert exercise_ids(empty) == ()


def test_texts_are_in_the_language_in_force_else_in_english(course: Course) -> None:
    exercise = find_exercise(course, "exercise02")
    choose_language("fr")
    assert (exercise.title, exercise.statement()) == ("Mélanges", "# Mélanges\n")
    exercise.statement_path("fr").unlink()
    assert exercise.statement() == "# Shuffles\n"
    exercise.statement_path("en").unlink()
    with pytest.raises(UserError, match="exercise02"):
        exercise.statement()
    exercise.statement_path("en").write_bytes(b"caf\xe9")
    with pytest.raises(UserError, match=r"statement\.md"):
        exercise.statement()


def test_what_comes_next_is_what_is_ready(course: Course) -> None:
    exercises = list_exercises(course)
    first, second = exercises

    def following(*passed: str) -> str | None:
        found = next_exercise(exercises, passed)
        return found.id if found is not None else None

    assert following() == first.id
    assert following(first.id) == second.id
    assert following(second.id) == first.id
    assert following(first.id, second.id) is None
    edit(first.folder / "exercise.toml", "minutes = 5", 'minutes = 5\nrequires = ["exercise02"]')
    exercises = list_exercises(course)  # each requires the other: better one of them than nothing
    assert following() == first.id
