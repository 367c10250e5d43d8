"""What a class got wrong: how each check went, and which mistakes how many students made.

Students are counted, not tries: each by the attempt that counts. Those whom the grader could not judge are in no count
but their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.classroom.settled import Settled
from tuitrainer.grading.report import CheckReport, Finding

_CONSEQUENCES = frozenset({"after", "optional", "grader-fault"})
"""Findings that name no mistake of a student."""
_WHOLE = frozenset({"unchanged"})
"""Findings about a file that say all there is to say of its checks."""


@dataclass(frozen=True, slots=True)
class ExerciseTally:
    """How an exercise went. `passed`, `failed` and `error` are the judged students, `ungraded` the others."""

    exercise: str
    passed: int
    failed: int
    error: int
    ungraded: int
    late: int
    unknown_times: int
    mean_share: float | None
    """Mean of the points over the full marks, before what lateness costs; None where nobody was judged."""

    @property
    def judged(self) -> int:
        return self.passed + self.failed + self.error


@dataclass(frozen=True, slots=True)
class CheckTally:
    """How a check went. Students who left an optional part out are in none of the numbers."""

    exercise: str
    check: str
    passed: int
    failed: int
    error: int
    """Ended by an exception, a crash, or a limit of time or memory."""
    skipped: int
    """Not looked at, since something before it failed."""

    @property
    def students(self) -> int:
        return self.passed + self.failed + self.error + self.skipped


@dataclass(frozen=True, slots=True)
class MistakeTally:
    """Who made a mistake: one that the exercise names, or a generic diagnosis."""

    exercise: str
    check: str
    """Empty where the file as a whole is meant."""
    finding: Finding
    """As the first student got it."""
    same_values: bool
    """Whether the sentence of `finding` holds for every student."""
    students: tuple[str, ...]
    judged: int
    """How many students could have made it."""

    @property
    def share(self) -> float:
        return len(self.students) / self.judged


def tally_exercise(exercise: Exercise, settled: Iterable[Settled]) -> ExerciseTally:
    """Of what students handed in for this exercise."""
    own = [one for one in settled if one.exercise == exercise.id]
    judged = [one for one in own if one.is_judged]
    statuses = [one.report.status for one in judged]
    shares = [one.report.score / one.report.max_score for one in judged if one.report.max_score]
    return ExerciseTally(
        exercise.id, statuses.count("passed"), statuses.count("failed"), statuses.count("error"),
        len(own) - len(judged), sum(one.days_late > 0 for one in own), sum(not one.time_is_known for one in own),
        sum(shares) / len(shares) if shares else None,
    )  # fmt: skip


def tally_checks(exercise: Exercise, settled: Iterable[Settled]) -> tuple[CheckTally, ...]:
    """One for each check, in the order of the exercise."""
    reports = [
        {check.name: check for check in one.report.checks}
        for one in settled
        if one.exercise == exercise.id and one.is_judged
    ]
    return tuple(
        _check_tally(exercise.id, check.name, [by_name[check.name] for by_name in reports if check.name in by_name])
        for check in exercise.definition.checks
    )


def _check_tally(exercise: str, check: str, reports: Sequence[CheckReport]) -> CheckTally:
    statuses = [report.status for report in reports if not is_left_out(report)]
    ends = sum(statuses.count(status) for status in ("error", "timeout", "memory"))
    return CheckTally(
        exercise, check, statuses.count("passed"), statuses.count("failed"), ends, statuses.count("skipped")
    )


def is_left_out(report: CheckReport) -> bool:
    """Whether this is an optional part that the student did not write."""
    return report.status == "skipped" and not report.max_points


@dataclass(slots=True)
class _Found:
    finding: Finding
    same_values: bool = True
    students: dict[str, None] = field(default_factory=dict)


def tally_mistakes(exercise: Exercise, settled: Iterable[Settled]) -> tuple[MistakeTally, ...]:
    """The most frequent first; those equally frequent in the order of the exercise's checks."""
    judged = [one for one in settled if one.exercise == exercise.id and one.is_judged]
    found: dict[tuple[str, str], _Found] = {}
    for one in judged:
        for check, finding in _findings(one):
            entry = found.setdefault((check, finding.id), _Found(finding))
            entry.same_values = entry.same_values and dict(entry.finding.values) == dict(finding.values)
            entry.students[one.student] = None
    order: Mapping[str, int] = {check.name: place for place, check in enumerate(exercise.definition.checks)}
    tallies = [
        MistakeTally(exercise.id, check, entry.finding, entry.same_values, tuple(entry.students), len(judged))
        for (check, _id), entry in found.items()
    ]
    return tuple(
        sorted(
            tallies, key=lambda tally: (-len(tally.students), order.get(tally.check, -1), tally.check, tally.finding.id)
        )
    )


def _findings(one: Settled) -> list[tuple[str, Finding]]:
    """What is wrong with a file and with each check."""
    whole, checks = one.report.finding, one.report.checks
    found = [("", whole)] if whole is not None else []
    if whole is None or whole.id not in _WHOLE:
        found += [(check.name, each) for check in checks for each in (check.finding, *check.also) if each is not None]
    return [(check, finding) for check, finding in found if finding.id not in _CONSEQUENCES]
