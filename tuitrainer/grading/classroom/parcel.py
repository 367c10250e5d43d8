"""An exercise as it travels to whoever grades it, on this machine or another."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import tuitrainer
from tuitrainer.base.course import Course, find_course
from tuitrainer.grading.catalog import Exercise, find_exercise
from tuitrainer.grading.definition_file import FILE
from tuitrainer.grading.trusted import CourseError


@dataclass(frozen=True, slots=True)
class Parcel:
    """One exercise with the content of all that grading reads."""

    exercise: str
    digest: str
    """Of the content and of this version: what was graded with another one is graded again."""
    course: Course
    """Where it lies for whoever packed it."""
    folder: tuple[tuple[str, bytes], ...]
    """(name, content) of the files in the exercise's folder."""
    solution: bytes


def pack_exercise(exercise: Exercise) -> Parcel:
    """Raises CourseError where a file can't be read."""
    course = Course(exercise.folder.parent, exercise.solution.parent)
    try:
        folder, solution = tuple(_files(exercise)), exercise.solution.read_bytes()
    except OSError as error:
        raise CourseError(f"{error.filename}: {error.strerror}") from None
    return Parcel(exercise.id, _digest(exercise.id, folder, solution), course, folder, solution)


def unpack_exercise(parcel: Parcel) -> tuple[Exercise, tempfile.TemporaryDirectory[str] | None]:
    """The exercise where it lies, if it lies here as well and is the same; else in a folder, which holds it."""
    with suppress(Exception):  # whatever lies there, it is not this
        exercise = find_exercise(parcel.course, parcel.exercise)
        if pack_exercise(exercise).digest == parcel.digest:
            return exercise, None
    holder = tempfile.TemporaryDirectory(prefix="tuitrainer-course-")
    top = Path(holder.name)
    folder, solutions = top / "exercises" / parcel.exercise, top / "solutions"
    folder.mkdir(parents=True)
    solutions.mkdir()
    for name, content in parcel.folder:
        (folder / name).write_bytes(content)
    (solutions / f"{parcel.exercise}.py").write_bytes(parcel.solution)
    return find_exercise(find_course(folder.parent), parcel.exercise), holder


def _files(exercise: Exercise) -> Iterator[tuple[str, bytes]]:
    needed = (exercise.folder / FILE, exercise.probes, exercise.mistakes, exercise.judges, exercise.starter)
    for path in needed:
        if path.is_file():
            yield path.name, path.read_bytes()


def _digest(exercise: str, folder: tuple[tuple[str, bytes], ...], solution: bytes) -> str:
    digest = hashlib.sha256(f"{tuitrainer.__version__} {exercise}".encode())
    for name, content in (*folder, ("solution", solution)):
        digest.update(f"\n{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
