"""Which of a student's files are answers, and to which exercise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from tuitrainer.grading.classroom.handed_in import MOST_FILES, HandedIn, some_names
from tuitrainer.grading.classroom.naming import CODE, Meaning, Naming, suffix
from tuitrainer.grading.classroom.submitted import Attempt
from tuitrainer.grading.report import Finding


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a file is."""

    student: str
    name: str
    identifier: str = ""
    has_times: bool = True
    """Whether the time of a file is when it was handed in."""


def choose(
    owner: Owner, place: str, handed_in: Iterable[HandedIn], naming: Naming, only: str | None = None
) -> Iterator[Attempt]:
    """The attempts of one student, and a problem for each file or folder that could be one but is not looked at; at
    least one. `place` is where the student's things lie, for what no single file is to blame for.

    Files named like the exercise count, or a single .py of any other name where `only` one exercise is asked for. In
    each folder one file counts for an exercise: a .py before a notebook, and exercise04.py before exercise04_draft.py;
    where more could be meant, none is taken.
    """
    files = list(islice(handed_in, MOST_FILES + 1))
    if len(files) > MOST_FILES:
        yield _problem(owner, only or "", place, Finding("crowded", {"limit": MOST_FILES}))
        return
    told = list(_told(owner, files, naming, only))
    if told:
        yield from told
        return
    others = [file for file in files if not file.minor]
    minor = next((file.problem for file in files if file.minor and file.problem is not None), None)
    if minor is None:
        nothing = Finding("nothing-handed-in", {"name": place})
        minor = Finding("not-found", {"names": _names(others)}) if others else nothing
    yield _problem(owner, only or "", place, minor)


def _told(owner: Owner, files: Sequence[HandedIn], naming: Naming, only: str | None) -> Iterator[Attempt]:
    grouped: dict[tuple[str, str], list[tuple[HandedIn, Meaning]]] = {}
    for file in files:
        meaning = naming.meaning(file.name)
        if meaning is not None and only in (None, meaning.exercise) and not (file.always or file.minor):
            grouped.setdefault((meaning.exercise, file.folder), []).append((file, meaning))
    for (exercise, _folder), candidates in grouped.items():
        yield _one_of(owner, exercise, _best(candidates))
    if not grouped and only is not None:
        unnamed = [file for file in files if suffix(file.name) in CODE and naming.meaning(file.name) is None]
        unnamed = [file for file in unnamed if not (file.always or file.minor)]
        best = [file for ending in CODE for file in unnamed if suffix(file.name) == ending]
        if best:
            yield _one_of(owner, only, [file for file in best if suffix(file.name) == suffix(best[0].name)])
    seen = set()
    for file in files:
        if file.always and file.problem is not None and file.problem.id not in seen:
            seen.add(file.problem.id)  # a zip may hold a thousand paths that lead out
            yield _problem(owner, only or "", file.file, file.problem, file.submitted)


def _best(candidates: Sequence[tuple[HandedIn, Meaning]]) -> list[HandedIn]:
    """Those of one folder that are named best."""
    ranks = [(CODE.index(suffix(file.name)), not meaning.exact) for file, meaning in candidates]
    return [file for (file, _meaning), rank in zip(candidates, ranks, strict=True) if rank == min(ranks)]


def _one_of(owner: Owner, exercise: str, files: Sequence[HandedIn]) -> Attempt:
    first = files[0]
    if len(files) > 1:
        return _problem(owner, exercise, first.file, Finding("several-files", {"names": _names(files)}))
    if first.problem is not None:
        return _problem(owner, exercise, first.file, first.problem, first.submitted)
    time = first.submitted if owner.has_times else None
    return Attempt(owner.student, exercise, first.file, owner.name, owner.identifier, time, read=first.read)


def _names(files: Sequence[HandedIn]) -> str:
    return some_names([file.file for file in files])


def _problem(owner: Owner, exercise: str, file: str, problem: Finding, submitted: float | None = None) -> Attempt:
    time = submitted if owner.has_times else None
    return Attempt(owner.student, exercise, file, owner.name, owner.identifier, time, problem)
