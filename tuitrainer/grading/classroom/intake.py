"""What a class hands in: a folder or a zip with a folder, a zip or a file for each student, or Moodle's download.

Names and times only: the files themselves are read one by one when they are graded.
"""

from __future__ import annotations

import math
import os
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.grading.classroom.archive import MOST_MEMBERS, ClassZip, CrowdedZipError
from tuitrainer.grading.classroom.choice import Owner, choose
from tuitrainer.grading.classroom.folder import tops_of_folder
from tuitrainer.grading.classroom.handed_in import HandedIn, Top, as_text, joined, refused, some_names
from tuitrainer.grading.classroom.moodle import moodle_name
from tuitrainer.grading.classroom.naming import ARCHIVES, CODE, ZIP, Naming, suffix
from tuitrainer.grading.classroom.submitted import Attempt

_NOTHING = ("nothing-handed-in", "not-found")


@dataclass(frozen=True, slots=True)
class _Part:
    """Something of one student: an entry at the top, and whose it is."""

    owner: Owner
    top: Top
    place: str
    files: Iterable[HandedIn]


def find_attempts(place: Path, exercises: Collection[str], only: str | None = None) -> tuple[Attempt, ...]:
    """Every attempt of every student, sorted by student, exercise, time and file; each student has at least one.

    `exercises` are the names of the course's, `only` the one that is asked for. Entries of one name are of one student:
    dupont/, dupont.zip and dupont_exercise04.py. A single folder around all of them is looked through. Whatever is
    wrong with what a student handed in is a problem of that student. Raises UserError where there are no students, or
    no file is named like an exercise and none was asked for.
    """
    naming = Naming(exercises if only is None else {*exercises, only})
    place = Path(place)
    tops, within = _tops(place, naming)
    students: dict[str, list[_Part]] = {}
    for top in tops:
        part = _part(top, joined(within, top.name), naming, place)
        if part is not None:
            students.setdefault(part.owner.student, []).append(part)
    if not students:
        found = some_names([top.name for top in tops])
        message = _("no student's work lies here, only {names}").format(names=found) if tops else _("it is empty")
        raise UserError(Problem(message, str(place), _accepted()))
    attempts = [
        attempt
        for parts in students.values()
        for attempt in choose(parts[0].owner, parts[0].place, chain.from_iterable(p.files for p in parts), naming, only)
    ]
    if only is None:
        _refuse_what_nobody_meant(place, attempts, exercises)
    unique = {(attempt.student, attempt.exercise, attempt.file): attempt for attempt in reversed(attempts)}
    return tuple(sorted(unique.values(), key=_order))


def _tops(place: Path, naming: Naming) -> tuple[list[Top], str]:
    """The entries that are students, and the folder around them, if any."""
    try:
        if place.is_dir():
            outer = tops_of_folder(str(place))
        elif place.is_file() and suffix(place.name) == ZIP:
            archive = ClassZip(str(place))
            outer = archive.tops()
        else:
            other = _("this is neither a folder nor a zip")
            message = other if place.exists() else _("there is no such file or folder")
            raise UserError(Problem(message, str(place), _accepted()))
        if len(outer) == 1 and outer[0].is_folder and moodle_name(outer[0].name) is None:
            name = outer[0].name
            inner: list[Top] = []
            with suppress(OSError):  # said when it is looked at as a student's
                inner = tops_of_folder(str(place / name), name) if place.is_dir() else archive.tops(name)
            if _are_students(inner, naming):
                return inner, name
    except CrowdedZipError:
        message = _("this zip holds more than {limit} entries; unpack it, and name the folder")
        raise UserError(Problem(message.format(limit=MOST_MEMBERS), str(place))) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(Problem(_("this can't be read: {reason}").format(reason=reason), str(place))) from None
    return outer, ""


def _are_students(tops: Sequence[Top], naming: Naming) -> bool:
    """Whether the entries of a folder are students, and not the files or the attempts of one."""
    some = [top for top in tops if top.is_folder or suffix(top.name) in (*CODE, ZIP)]
    if any(moodle_name(top.name) is not None for top in some):
        return True
    return len(some) > 1 and all(top.is_folder or naming.student(top.name) for top in some)


def _part(top: Top, path: str, naming: Naming, place: Path) -> _Part | None:
    """What an entry at the top is to be taken for; None where it is nobody's."""
    moodle = moodle_name(top.name)
    ending = "" if top.is_folder else suffix(top.name)
    name = unicodedata.normalize("NFC", top.name)
    files: Iterable[HandedIn] = top.files()  # looks at nothing yet
    if moodle is not None:
        owner = Owner(moodle.key, moodle.full_name, moodle.identifier, has_times=False)
        if moodle.is_typed:
            files = [refused("", path, "online-text", minor=True)]
        elif moodle.file:
            files = (replace(file, name=moodle.file) if file.name == top.name else file for file in files)
        return _Part(owner, top, path, files)
    if ending in CODE:
        name = naming.student(top.name) or as_text(_own_name(place))
    elif ending in (ZIP, *ARCHIVES):
        name = os.path.splitext(name)[0].removesuffix(".tar")
    elif not top.is_folder and not any(file.always for file in top.files()):
        return None
    return _Part(Owner(name, name), top, path, files)


def _own_name(place: Path) -> str:
    """Whose the files are that name nobody: whoever handed in the whole place."""
    whole = place.absolute()
    return whole.name if whole.is_dir() else whole.stem


def _refuse_what_nobody_meant(place: Path, attempts: Sequence[Attempt], exercises: Collection[str]) -> None:
    if all(attempt.problem is not None and attempt.problem.id in _NOTHING for attempt in attempts):
        found = some_names([attempt.file for attempt in attempts])
        message = _("nothing here is named like an exercise: neither {names} nor what lies in it").format(names=found)
        raise UserError(Problem(message, str(place), tuple(f"{exercise}.py" for exercise in sorted(exercises))))


def _accepted() -> tuple[str, ...]:
    return (
        _("a folder with a folder, a zip or a .py file for each student"), _("a zip of such a folder"),
        _("Moodle's download of all submissions"),
    )  # fmt: skip


def _order(attempt: Attempt) -> tuple[str, str, float, str]:
    time = -math.inf if attempt.submitted is None else attempt.submitted
    return attempt.student, attempt.exercise, time, attempt.file
