"""What several commands read before they speak of a course: its exercises, and how far the student is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _
from tuitrainer.cli.failures import say

if TYPE_CHECKING:
    from tuitrainer.base.course import Course
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.progress import Standing


def readable(course: Course) -> tuple[Exercise, ...]:
    """The exercises that can be read; what is wrong with others is said, once. Raises UserError where there is none."""
    from tuitrainer.grading.catalog import read_exercises

    listing = read_exercises(course)
    if not listing.exercises:
        raise UserError(*listing.problems)
    if listing.problems:
        say(UserError(*listing.problems))
    return listing.exercises


def read_standings(course: str) -> Mapping[str, Standing]:
    """By exercise, of the course with that key. Raises UserError where the progress can't be read."""
    from tuitrainer.grading.progress import open_progress

    with open_progress(course=course) as progress:
        return progress.standings()


def state(standing: Standing) -> str:
    """How far a student is, in words."""
    if standing.passed:
        return _("passed")
    if standing.attempts:
        return _("tried, best {score:g} of {max:g}").format(score=standing.score, max=standing.max_score)
    return "-"
