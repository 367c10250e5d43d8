"""How hard each check was, and how well it tells students apart.

Difficulty is the mean share of a check's points that students reached (0 nobody, 1 everybody), as in classical test
theory. Discrimination is the corrected item-total correlation: Pearson's r between a check's points and the points of
the exercise's other checks, which for a check that is right or wrong is the point-biserial correlation
r = (M1 - M0) / s * sqrt(p * (1 - p)), with M1 and M0 the mean rest scores of those who got it right and wrong, s the
standard deviation of all rest scores and p the share of those who got it right (Henrysson, "Correction of item-total
correlations in item analysis", Psychometrika 28, 1963; Crocker and Algina, "Introduction to classical and modern test
theory", 1986, chapter 14). The interval is Fisher's (atanh r has a standard error of 1 / sqrt(n - 3)), a rough one for
points that are not normally distributed.

A check that is skipped because one before it failed counts as 0 points, which pulls the two together.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass

from tuitrainer.grading.catalog import Exercise
from tuitrainer.grading.classroom.settled import Settled
from tuitrainer.grading.classroom.tally import is_left_out

FEWEST = 10
"""Below this number of students a correlation is chance, and none is given."""
_TWO_SIDED_95 = 1.96
_ALMOST_ONE = 1 - 1e-12


@dataclass(frozen=True, slots=True)
class Item:
    """One check as an item of a test."""

    exercise: str
    check: str
    students: int
    """Who were judged on it; those who left an optional part out are not."""
    difficulty: float | None
    """None without students."""
    discrimination: float | None
    """None for fewer than FEWEST students, for the only check of an exercise, and where all have the same points."""
    interval: tuple[float, float] | None
    """In which the discrimination lies with a confidence of 95 %."""


def items(exercise: Exercise, settled: Iterable[Settled]) -> tuple[Item, ...]:
    """One for each check, in the order of the exercise. Lateness plays no part."""
    reports = [one.report for one in settled if one.exercise == exercise.id and one.is_judged]
    found = []
    for check in exercise.definition.checks:
        own: list[float] = []
        rest: list[float] = []
        for report in reports:
            for told in report.checks:
                if told.name == check.name and told.max_points and not is_left_out(told):
                    own.append(told.points / told.max_points)
                    rest.append(report.score - told.points)
        found.append(_item(exercise.id, check.name, own, rest))
    return tuple(found)


def _item(exercise: str, check: str, own: list[float], rest: list[float]) -> Item:
    difficulty = statistics.fmean(own) if own else None
    correlation = _correlation(own, rest)
    interval = _interval(correlation, len(own)) if correlation is not None else None
    return Item(exercise, check, len(own), difficulty, correlation, interval)


def _correlation(own: list[float], rest: list[float]) -> float | None:
    if len(own) < FEWEST:
        return None
    try:
        return max(-1.0, min(1.0, statistics.correlation(own, rest)))
    except statistics.StatisticsError:  # one of them is the same for everybody
        return None


def _interval(correlation: float, students: int) -> tuple[float, float]:
    centre = math.atanh(max(-_ALMOST_ONE, min(_ALMOST_ONE, correlation)))
    half = _TWO_SIDED_95 / math.sqrt(students - 3)
    return math.tanh(centre - half), math.tanh(centre + half)
