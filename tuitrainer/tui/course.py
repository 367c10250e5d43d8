"""The exercises and how far the student is with them, as the screens ask for them. Importing this loads nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tuitrainer.base.errors import UserError

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.progress import Standing


@dataclass(frozen=True, slots=True)
class Listing:
    """The exercises that can be read, in the order of the course, and why the others can't."""

    exercises: tuple[Exercise, ...] = ()
    problem: str = ""


CourseReader = Callable[[], Listing]


def read_course(folder: Path | None = None) -> Listing:
    """The exercises of the course in force, or of `folder`. One that is faulty does not hide the others."""
    from tuitrainer.base.course import find_course  # noqa: PLC0415  not before the first paint
    from tuitrainer.grading.catalog import read_exercises  # noqa: PLC0415

    try:
        found = read_exercises(find_course(folder))
    except UserError as error:
        return Listing(problem=str(error))
    return Listing(found.exercises, "\n".join(map(str, found.problems)))


def read_standings(course: str) -> Mapping[str, Standing]:
    """How far the student is in a course, by exercise. Raises UserError where the progress can't be read."""
    from tuitrainer.grading.progress import open_progress  # noqa: PLC0415  SQLite waits until there are exercises

    with open_progress(course=course) as progress:
        return progress.standings()


def read_statement(exercise: Exercise) -> str:
    """Markdown in the user's language; one sentence of why where it can't be read."""
    try:
        return exercise.statement()
    except UserError as error:
        return str(error)
