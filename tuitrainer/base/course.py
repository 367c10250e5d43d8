"""Where the course is: the folders that hold the exercises and their reference solutions."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _

PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Course:
    """The folders of one course."""

    exercises: Path
    """Holds one folder for each exercise (exercise01, exercise02, ...)."""
    solutions: Path
    """Holds one reference solution for each (exercise01.py, ...); need not exist."""


def find_course(exercises: Path | None = None, package: Path = PACKAGE) -> Course:
    """The course in force: the folder that was asked for, else the checkout's, else the one carried by the wheel.

    Solutions lie beside the exercises, in a folder of that name. `package` is where tuitrainer itself lies. Raises
    UserError when the folder that was asked for is none, or when this installation carries no course.
    """
    if exercises is not None:
        if not exercises.is_dir():
            raise UserError(Problem(_("'{path}' is not a folder").format(path=exercises), "--exercises"))
        return _beside(exercises.resolve())
    checkout = package.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "exercises").is_dir():
        return _beside(checkout / "exercises")
    if (package / "course" / "exercises").is_dir():
        return _beside(package / "course" / "exercises")
    message = _("this installation carries no exercises; name a folder of them")
    raise UserError(Problem(message, "--exercises"))


def course_key(exercises: Path, package: Path = PACKAGE) -> str:
    """What tells the course of that folder from others: "" for the one that came with tuitrainer, wherever it lies.

    Other courses may use the same names for their exercises. One is known by its place, so a folder that is moved
    becomes another course.
    """
    from hashlib import sha256  # noqa: PLC0415  not for our own course

    exercises = exercises.resolve()
    with suppress(UserError):
        if find_course(package=package).exercises.resolve() == exercises:
            return ""
    return sha256(os.fsencode(exercises)).hexdigest()[:32]


def _beside(exercises: Path) -> Course:
    return Course(exercises, exercises.parent / "solutions")
