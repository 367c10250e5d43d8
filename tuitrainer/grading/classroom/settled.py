"""Which attempt of each student counts, and for how much."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.classroom.policy import Policy
from tuitrainer.grading.classroom.submitted import Graded
from tuitrainer.grading.report import Report


@dataclass(frozen=True, slots=True)
class Settled:
    """What a student gets for an exercise."""

    graded: Graded
    """The attempt that counts."""
    attempts: int
    """Of how many."""
    unjudged: int
    """How many of the other attempts the grader could not judge: one of them might be better."""
    lateness: timedelta
    days_late: int
    points: float | None
    """After what lateness costs; None where the grader failed, which is never a zero."""
    max_points: float

    @property
    def student(self) -> str:
        return self.graded.student

    @property
    def exercise(self) -> str:
        return self.graded.exercise

    @property
    def report(self) -> Report:
        return self.graded.report

    @property
    def is_judged(self) -> bool:
        return self.points is not None

    @property
    def time_is_known(self) -> bool:
        return self.graded.submitted is not None


def settle(
    graded: Iterable[Graded], policy: Policy, exercises: Mapping[str, Exercise] | None = None
) -> tuple[Settled, ...]:
    """One for each student and exercise, ordered by student and exercise.

    An attempt too late to be worth anything does not take the place of another one. Of the others, `best` takes the
    one with most points after what lateness costs (of equals one that is in time, then the latest), `last` the latest.
    One without a time of its own counts as in time and as earlier than those that have one. `best` takes an attempt
    that the grader could not judge only where there is no other. `exercises` tell the full marks of what could not be
    judged.
    """
    attempts: dict[tuple[str, str], list[Graded]] = {}
    for one in graded:
        attempts.setdefault((one.student, one.exercise), []).append(one)
    return tuple(
        _settled(attempts[key], policy, exercises or {})
        for key in sorted(attempts, key=lambda key: (natural(key[0]), key))
    )


def full_marks(exercise: Exercise) -> float:
    """The points of all checks that are not optional."""
    return sum((check.points for check in exercise.definition.checks if not check.optional), 0.0)


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts names as people do: numbers by their value, letters whatever their case."""
    parts = re.split(r"([0-9]+)", text.casefold())
    return tuple((int(part[:18]), "") if place % 2 else (-1, part) for place, part in enumerate(parts))


def _settled(attempts: Sequence[Graded], policy: Policy, exercises: Mapping[str, Exercise]) -> Settled:
    chosen = _counting(attempts, policy)
    judged = chosen.report.status != "ungraded"
    exercise = exercises.get(chosen.exercise)
    maximum = chosen.report.max_score if judged or exercise is None else full_marks(exercise)
    return Settled(
        chosen, len(attempts),
        sum(one.report.status == "ungraded" for one in attempts if one is not chosen),
        policy.lateness(chosen.submitted), policy.days_late(chosen.submitted),
        _points(chosen, policy) if judged else None, maximum,
    )  # fmt: skip


def _counting(attempts: Sequence[Graded], policy: Policy) -> Graded:
    worth = [one for one in attempts if policy.kept(one.submitted) > 0] or attempts
    if policy.attempts == "last":
        return max(worth, key=_moment)
    judged = [one for one in worth if one.report.status != "ungraded"] or worth
    return max(judged, key=lambda one: (_points(one, policy), not policy.lateness(one.submitted), _moment(one)))


def _points(one: Graded, policy: Policy) -> float:
    return one.report.score * policy.kept(one.submitted)


def _moment(one: Graded) -> tuple[bool, float, tuple[tuple[int, str], ...], str]:
    return one.submitted is not None, one.submitted or 0.0, natural(one.file), one.file
