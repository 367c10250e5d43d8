"""What packs are made of: scripts with their blanks filled in, the files of a course, the wheel."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from tuitrainer.base.course import Course
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.pack.assignment import Assignment, PackedFile, Wheel

_SCRIPTS = Path(__file__).resolve().parent / "files"


def script(name: str, **blanks: str) -> bytes:
    """A file of files/ in which each ``@NAME@`` is filled in. What comes from elsewhere is quoted by the caller."""
    text = (_SCRIPTS / name).read_text(encoding="utf-8")
    return re.sub(r"@([A-Z]+)@", lambda match: blanks[match[1].lower()], text).encode()


def grade_options(assignment: Assignment) -> str:
    """The options of each `tuitrainer grade`, as a shell reads them."""
    return shlex.join(("--lang", assignment.language, *assignment.options))


def starter(exercise: Exercise) -> PackedFile:
    """What students begin with, under the name that they hand it in."""
    return PackedFile(f"{exercise.id}.py", _read(exercise.starter))


def wheel_files(wheel: Wheel | None, folder: str = "") -> Iterator[PackedFile]:
    if wheel is not None:
        yield PackedFile(folder + wheel.name, wheel.content)


def course_files(assignment: Assignment, folder: str) -> Iterator[PackedFile]:
    """The exercises of a course of the instructor's own, with their reference solutions; nothing of ours."""
    if assignment.course is None:
        return
    for exercise in assignment.exercises:
        yield from _exercise_files(exercise, assignment.course, folder)


def _exercise_files(exercise: Exercise, course: Course, folder: str) -> Iterator[PackedFile]:
    for path in sorted(exercise.folder.rglob("*")):
        inside = path.relative_to(course.exercises)
        if path.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in inside.parts):
            yield PackedFile(f"{folder}exercises/{inside.as_posix()}", _read(path))
    yield PackedFile(f"{folder}solutions/{exercise.solution.name}", _read(exercise.solution))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = _("this file can't be read: {reason}").format(reason=error.strerror or error)
        raise UserError(Problem(message, str(path))) from None
