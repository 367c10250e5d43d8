"""A student's folder: a marker, and a starter for each exercise. What was written there is never written over."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tuitrainer.base.course import find_course
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise

MARKER = ".tuitrainer"
"""A file of that name makes a folder a workspace."""
DEFAULT = "tuitrainer-work"


@dataclass(frozen=True, slots=True)
class Started:
    """What `start_workspace` did."""

    folder: Path
    created: tuple[str, ...]
    kept: tuple[str, ...]
    """Files that were there already and were left as they are."""


def start_workspace(folder: Path, exercises: Sequence[Exercise]) -> Started:
    """Make a workspace, or add to one what it lacks. Raises UserError where that can't be done."""
    created: list[str] = []
    kept: list[str] = []
    try:
        if folder.exists() and not folder.is_dir():
            raise UserError(Problem(_("this is not a folder"), str(folder)))
        folder.mkdir(parents=True, exist_ok=True)
        _write_new(folder / MARKER, b"A workspace of tuitrainer: `tuitrainer grade` finds your files here.\n")
        for exercise in exercises:
            name = f"{exercise.id}.py"
            (created if _write_new(folder / name, exercise.starter.read_bytes()) else kept).append(name)
    except OSError as error:
        message = _("the workspace can't be made: {reason}").format(reason=error.strerror or error)
        raise UserError(Problem(message, str(error.filename or folder))) from None
    return Started(folder.absolute(), tuple(created), tuple(kept))


def _write_new(path: Path, content: bytes) -> bool:
    """Write a file that does not exist yet; whether it did not."""
    try:
        file = path.open("xb")
    except FileExistsError:
        return False
    try:
        with file:
            file.write(content)
    except BaseException:
        path.unlink(missing_ok=True)  # half a starter would never be written over
        raise
    return True


def find_workspace(start: Path) -> Path | None:
    """The workspace that `start` lies in, or the one beside it under its usual name."""
    for folder in (start, *start.parents):
        if os.path.isfile(folder / MARKER):  # unlike Path.is_file, no error for a folder that is closed to us
            return folder
    beside = start / DEFAULT
    return beside if os.path.isfile(beside / MARKER) else None


def find_submission(exercise: str, start: Path) -> Path:
    """The student's file of an exercise: in the folder `start`, or in the workspace found upwards from it.

    Raises UserError when there is none, with where it was looked for.
    """
    name = f"{exercise}.py"
    workspace = find_workspace(start)
    places = [start, *([workspace] if workspace is not None and workspace != start else [])]
    for folder in places:
        if os.path.isfile(folder / name):
            return folder / name
    looked = ", ".join(str(folder) for folder in places)
    message = _("there is no {name} in {places}; `tuitrainer start` makes a workspace with starters").format(
        name=name, places=looked
    )
    raise UserError(Problem(message))


def command_for(exercise: Exercise, verb: str, file: Path | None = None, *options: str) -> str:
    """What a student types here: with FILE where it would not be found without, with --exercises for another course."""
    words = ["tuitrainer", verb, exercise.id]
    if file is not None and not _is_found(exercise.id, file):
        name = short(file)
        words.append(os.path.join(os.curdir, name) if name.startswith("-") else name)
    if not _is_of_our_course(exercise):
        words += ["--exercises", short(exercise.folder.parent)]
    return shlex.join([*words, *options])


def short(path: Path) -> str:
    """A path as it is best read here: relative where it lies below the current folder."""
    with suppress(OSError, ValueError):
        return str(path.relative_to(Path.cwd()))
    return str(path)


def _is_found(exercise: str, file: Path) -> bool:
    with suppress(OSError, UserError):
        return find_submission(exercise, Path.cwd()) == file
    return False


def _is_of_our_course(exercise: Exercise) -> bool:
    with suppress(UserError):
        return find_course().exercises == exercise.folder.parent
    return False
