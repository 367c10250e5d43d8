"""The student's file of an exercise: where it is, and what makes one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.workspace import DEFAULT, Started, find_submission, find_workspace, start_workspace


def find_file(exercise: Exercise) -> Path | None:
    """In the current folder or the workspace, as the command line looks for it; None where there is none."""
    try:
        return find_submission(exercise.id, Path.cwd())
    except (UserError, OSError):
        return None


def make_workspace(exercises: Sequence[Exercise]) -> Started:
    """A folder that now holds a starter of each, beside what was there. Raises UserError where that can't be had."""
    folder = find_workspace(Path.cwd()) or Path.cwd() / DEFAULT
    return start_workspace(folder, exercises)


def invitation(exercise: Exercise, file: Path | None) -> str:
    """What to do for a verdict."""
    if file is None:
        text = _("There is no {name} here yet. c makes the folder {folder} with a starter for each exercise.")
        return text.format(name=f"{exercise.id}.py", folder=DEFAULT)
    text = _(
        "Write your functions in {file}, with the editor you like. "
        "g grades it; w grades it at every save. i shows a hint."
    )
    return text.format(file=shown_path(file))


def shown_path(path: Path) -> str:
    """As short as it can be said from here."""
    for folder, prefix in ((Path.cwd(), Path()), (Path.home(), Path("~"))):
        if path.is_relative_to(folder):
            path = prefix / path.relative_to(folder)
            break
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in str(path))
