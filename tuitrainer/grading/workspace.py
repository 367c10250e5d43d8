"""A student's folder: a marker, and a starter for each exercise. What was written there is never written over.

Beside the marker it is kept which starters the files came from. A workspace of an older version lacks that: its files
count as written by the student, and starters that change from then on are seen.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.starters import Starters, difference, holds, replace, text_of

MARKER = ".tuitrainer"
"""A file of that name makes a folder a workspace."""
DEFAULT = "tuitrainer-work"


@dataclass(frozen=True, slots=True)
class Changed:
    """A file whose starter is another one now than the one it came from."""

    name: str
    difference: tuple[str, ...]
    """What changed in the starter, as a unified diff."""
    untouched: bool
    """Whether the file is still the old starter."""


@dataclass(frozen=True, slots=True)
class Started:
    """What `start_workspace` did."""

    folder: Path
    created: tuple[str, ...]
    kept: tuple[str, ...]
    """Files that were there already and were left as they are."""
    updated: tuple[str, ...] = ()
    """Starters that nobody had touched, in whose place there are new ones."""
    changed: tuple[Changed, ...] = ()
    """Of the files that were left, those whose starter has changed."""
    problems: tuple[Problem, ...] = ()
    """Starters that can't be read."""


def start_workspace(folder: Path, exercises: Sequence[Exercise], update: bool = False) -> Started:
    """Make a workspace, or add to one what it lacks. Raises UserError where that can't be done.

    With `update`, starters that have changed take the place of those that are untouched; of a file that was written to,
    the change of its starter is told this once more.
    """
    outcomes: dict[str, list[str]] = {"created": [], "kept": [], "updated": []}
    changed: list[Changed] = []
    problems: list[Problem] = []
    try:
        if folder.exists() and not folder.is_dir():
            raise UserError(Problem(_("this is not a folder"), str(folder)))
        folder.mkdir(parents=True, exist_ok=True)
        _write_new(folder / MARKER, b"A workspace of tuitrainer: `tuitrainer grade` finds your files here.\n")
        starters = Starters(folder)
        try:
            for exercise in exercises:
                try:
                    starter = exercise.starter.read_bytes()
                except OSError as error:
                    message = _("this file can't be read: {reason}").format(reason=error.strerror or error)
                    problems.append(Problem(message, str(exercise.starter)))
                    continue
                outcome = _settle(folder / f"{exercise.id}.py", exercise.course, starter, starters, update, changed)
                outcomes[outcome].append(f"{exercise.id}.py")
        finally:
            starters.save()
    except OSError as error:
        message = _("the workspace can't be made: {reason}").format(reason=error.strerror or error)
        raise UserError(Problem(message, str(error.filename or folder))) from None
    created, kept, updated = (tuple(outcomes[outcome]) for outcome in ("created", "kept", "updated"))
    return Started(folder.absolute(), created, kept, updated, tuple(changed), tuple(problems))


def _settle(
    path: Path, course: str, starter: bytes, starters: Starters, update: bool, changed: list[Changed]
) -> Literal["created", "kept", "updated"]:
    """What becomes of one file: made where there is none, updated where that was asked for and it is untouched."""
    if _write_new(path, starter):
        starters.put(path.name, course, starter)
        return "created"
    origin = starters.get(path.name)
    if origin is None or holds(path, starter):
        starters.put(path.name, course, starter)
        return "kept"
    if origin.course != course or origin.starter == text_of(starter):
        return "kept"  # another course's file of that name says nothing about this starter
    untouched = holds(path, origin.starter.encode("utf-8", "surrogateescape"))
    if update:
        starters.put(path.name, course, starter)
        if untouched:
            replace(path, starter)
            return "updated"
    changed.append(Changed(path.name, difference(path.name, origin.starter, text_of(starter)), untouched))
    return "kept"


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
    if exercise.course:
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
