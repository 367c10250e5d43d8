"""The way through a course: what an exercise requires, what it leads on to, and the sentences about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_up import EXERCISE01

from tuitrainer.base.course import Course
from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import choose_language
from tuitrainer.grading.catalog import Exercise, list_exercises, next_exercise, read_exercises
from tuitrainer.grading.way import enumerated, missing_for, opened_by, reasons, required_by

REQUIRES = {
    "a": [], "b": ["a"], "c": ["a", "b"], "d": ["a", "gone"], "e": ["a"], "f": ["a", "f"], "g": ["h"], "h": ["g"],
}  # fmt: skip
"""One names an exercise that there is not, one itself, and two each other."""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """In the order of the alphabet."""
    for order, (name, requires) in enumerate(REQUIRES.items(), start=1):
        folder = tmp_path / "exercises" / name
        folder.mkdir(parents=True)
        names = ", ".join(f'"{other}"' for other in requires)
        text = EXERCISE01.replace("order = 1", f"order = {order}\nrequires = [{names}]")
        (folder / "exercise.toml").write_text(text, encoding="utf-8")
    return Course(tmp_path / "exercises", tmp_path / "solutions")


@pytest.fixture
def exercises(course: Course) -> dict[str, Exercise]:
    return {exercise.id: exercise for exercise in list_exercises(course)}


def test_what_is_required_and_what_it_leads_on_to(exercises: dict[str, Exercise]) -> None:
    course = tuple(exercises.values())

    def names(found: tuple[Exercise, ...]) -> str:
        return "".join(exercise.id for exercise in found)

    assert [names(required_by(exercise, course)) for exercise in course] == ["", "a", "ab", "a", "a", "a", "h", "g"]
    assert names(opened_by(exercises["a"], course)) == "bcdef"
    assert names(opened_by(exercises["f"], course)) == ""
    assert names(missing_for(exercises["c"], course, {"a", "x"})) == "b"
    assert names(missing_for(exercises["d"], course, {"a"})) == ""  # nobody can pass what is gone


def test_the_sentences_about_it(exercises: dict[str, Exercise]) -> None:
    course = tuple(exercises.values())
    assert reasons(exercises["a"], course, ()) == [
        "It requires no other exercise.", "It leads on to b, c, d and 2 more.",
    ]  # fmt: skip
    assert reasons(exercises["b"], course, {"a"}) == ["It requires a, which you have passed.", "It leads on to c."]
    assert reasons(exercises["c"], course, {"a", "b"}) == ["It requires a and b, all of which you have passed."]
    assert reasons(exercises["c"], course, {"a"}) == ["It requires b, which is not passed yet."]
    assert reasons(exercises["c"], course, ()) == ["It requires a and b, which are not passed yet."]
    assert enumerated(course[:4]) == "a, b, c and d"


def test_they_are_in_the_language_in_force(exercises: dict[str, Exercise]) -> None:
    choose_language("fr")
    for exercise in exercises.values():
        for said in reasons(exercise, tuple(exercises.values()), ()):
            assert said.startswith("Il ")


def test_someone_who_follows_what_comes_next_meets_nothing_too_early(exercises: dict[str, Exercise]) -> None:
    course, passed = tuple(exercises.values()), set[str]()
    way = []
    while (following := next_exercise(course, passed)) is not None:
        way.append((following.id, "".join(other.id for other in missing_for(following, course, passed))))
        passed.add(following.id)
    assert [name for name, _missing in way] == [*"abcdefgh"]
    assert [entry for entry in way if entry[1]] == [("g", "h")]  # of two that require each other, one is too early
    assert next_exercise(course, {"renamed since"}) is course[0]


def test_what_can_be_read_is_listed_beside_what_is_wrong(course: Course) -> None:
    (course.exercises / "b" / "exercise.toml").write_bytes(b"title = \xff")
    (course.exercises / "e" / "exercise.toml").write_text("order = 'x'")
    listing = read_exercises(course)
    assert "".join(exercise.id for exercise in listing.exercises) == "acdfgh"
    assert {problem.place.partition(",")[0] for problem in listing.problems} == {
        str(course.exercises / name / "exercise.toml") for name in "be"
    }
    with pytest.raises(UserError) as caught:
        list_exercises(course)
    assert caught.value.problems == listing.problems
    empty = read_exercises(Course(course.solutions, course.solutions))
    assert empty.exercises == ()
    assert [problem.message for problem in empty.problems] == ["there are no exercises in this folder"]
