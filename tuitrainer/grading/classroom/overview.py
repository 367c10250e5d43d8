"""All that a report on a class says, as values, for every form that it can take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from tuitrainer.base.texts import _
from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.classroom.difficulty import Item, items
from tuitrainer.grading.classroom.policy import Policy
from tuitrainer.grading.classroom.settled import Settled, natural, settle
from tuitrainer.grading.classroom.similarity import THRESHOLD, Pair, similar_pairs
from tuitrainer.grading.classroom.submitted import Graded
from tuitrainer.grading.classroom.tally import (
    CheckTally,
    ExerciseTally,
    MistakeTally,
    tally_checks,
    tally_exercise,
    tally_mistakes,
)
from tuitrainer.grading.feedback import Level, limited
from tuitrainer.grading.messages import message_of, title_of
from tuitrainer.grading.report import CheckReport


@dataclass(frozen=True, slots=True)
class Chapter:
    """What is said of one exercise."""

    exercise: Exercise
    tally: ExerciseTally
    checks: tuple[CheckTally, ...]
    items: tuple[Item, ...]
    """In the order of `checks`."""
    mistakes: tuple[MistakeTally, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    policy: Policy
    chapters: tuple[Chapter, ...]
    settled: tuple[Settled, ...]
    names: Mapping[str, str]
    """Key of a student -> the name that is shown, different for each; in the order of `settled`."""
    waiting: int
    """Attempts that are not graded yet."""
    is_anonymous: bool

    @property
    def unplaced(self) -> tuple[Settled, ...]:
        """What students handed in that belongs to no exercise."""
        return tuple(one for one in self.settled if not one.exercise)


def overview(
    graded: Iterable[Graded],
    exercises: Sequence[Exercise],
    policy: Policy,
    *,
    waiting: int = 0,
    anonymous: bool = False,
    threshold: float = THRESHOLD,
) -> Overview:
    """Of what was graded for these exercises. When it is anonymous, no value in it tells who somebody is."""
    known = {exercise.id: exercise for exercise in exercises}
    attempts = [one for one in graded if one.exercise in known or not one.exercise]
    settled = settle(_nameless(attempts) if anonymous else attempts, policy, known)
    chapters = tuple(_chapter(exercise, settled, threshold) for exercise in exercises)
    return Overview(policy, chapters, settled, _names(settled), waiting, anonymous)


def _chapter(exercise: Exercise, settled: Sequence[Settled], threshold: float) -> Chapter:
    own = [one for one in settled if one.exercise == exercise.id]
    sources = {one.student: one.graded.source for one in own if one.graded.source}
    starter = exercise.starter.read_bytes() if exercise.starter.is_file() else b""
    return Chapter(
        exercise, tally_exercise(exercise, own), tally_checks(exercise, own), items(exercise, own),
        tally_mistakes(exercise, own), similar_pairs(sources, starter, threshold),
    )  # fmt: skip


def _names(settled: Iterable[Settled]) -> dict[str, str]:
    names = {one.student: one.graded.name or one.student for one in settled}
    shared = Counter(names.values())
    return {key: name if shared[name] == 1 else f"{name} ({key})" for key, name in names.items()}


def _nameless(graded: Iterable[Graded]) -> list[Graded]:
    """Numbers instead of names, in an order that has nothing to do with the alphabet and is the same every time."""
    attempts = list(graded)
    keys = sorted({one.student for one in attempts}, key=lambda key: sha256(key.encode("utf-8", "replace")).digest())
    numbers = {key: _("Student {number}").format(number=place) for place, key in enumerate(keys, start=1)}
    return [
        replace(
            one, student=numbers[one.student], name=numbers[one.student], identifier="", file="",
            report=replace(one.report, file=""),
        )
        for one in attempts
    ]  # fmt: skip


def mistake_title(mistake: MistakeTally, exercise: Exercise) -> str:
    """A few words."""
    return title_of(mistake.finding, exercise)


def mistake_message(mistake: MistakeTally, exercise: Exercise, anonymous: bool = False) -> str:
    """Its sentence, where that is the same for everyone; values of one student's file would name nobody else's."""
    if not mistake.finding.is_mistake and (anonymous or not mistake.same_values):
        return ""
    function = exercise.check(mistake.check).function if mistake.check else ""
    return message_of(mistake.finding, exercise, function)


def unplaced_message(one: Settled, anonymous: bool = False) -> str:
    """Why it belongs to no exercise; without the names of files where nobody is to be known."""
    finding = one.report.finding
    if finding is None:
        return ""
    return title_of(finding, None) if anonymous else message_of(finding, None)


def feedback(own: Iterable[Settled], exercises: Mapping[str, Exercise], level: Level = "full") -> list[str]:
    """What a student is told in a few lines: points, and as much of what is wrong as `level` allows."""
    lines = []
    for one in sorted(own, key=lambda one: natural(one.exercise)):
        if not one.exercise:
            lines.append(unplaced_message(one))
            continue
        exercise, report = exercises[one.exercise], limited(one.report, level)
        if one.points is None:
            lines.append(_("{exercise}: not graded, the grader failed").format(exercise=exercise.id))
            continue
        said = _("{exercise}: {points:g} of {max:g} points")
        lines.append(said.format(exercise=exercise.id, points=round(one.points, 2), max=one.max_points))
        if one.days_late:
            lines.append(_("late, days begun: {days}").format(days=one.days_late))
        if report.finding is not None:
            lines.append(message_of(report.finding, exercise))
        for check in report.checks:
            if check.status not in ("passed", "skipped"):
                lines += [
                    _("{check}: {message}").format(check=check.name, message=message)
                    for message in _messages(check, exercise)
                ]
    return lines


def _messages(check: CheckReport, exercise: Exercise) -> list[str]:
    findings = [finding for finding in (check.finding, *check.also) if finding is not None]
    return [message_of(finding, exercise, check.function) for finding in findings] or [_("not passed")]
