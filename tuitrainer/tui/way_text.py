"""The way through the course in words, as the screens show it: what comes next, why, and which lab goes with what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tuitrainer.base.texts import _
from tuitrainer.tui.course import read_statement
from tuitrainer.tui.exercise.standing import standing_line
from tuitrainer.tui.lab_text import read_text

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.progress import Standing
    from tuitrainer.training.labs import Lab

_NUMBERED = 6
"""Exercises whose numbers are named; a list beside it shows them all."""


def passed_in(standings: Mapping[str, Standing]) -> set[str]:
    return {name for name, standing in standings.items() if standing.passed}


def next_line(exercises: Sequence[Exercise], standings: Mapping[str, Standing]) -> str:
    """What comes next and why, as short as the numbers of the list beside it allow."""
    from tuitrainer.grading.catalog import next_exercise  # noqa: PLC0415  not before the first paint
    from tuitrainer.grading.way import missing_for, opened_by, required_by  # noqa: PLC0415

    passed = passed_in(standings)
    following = next_exercise(exercises, passed)
    if following is None:
        return _("You have passed every exercise of the course.")
    title = _("Next: {number} {title}, n opens it.")
    said = [title.format(number=following.definition.order, title=following.title)]
    if missing := missing_for(following, exercises, passed):
        said.append(_("It requires {numbers} (not passed yet).").format(numbers=numbers_of(missing)))
    elif required := required_by(following, exercises):
        said.append(_("It requires {numbers} (passed).").format(numbers=numbers_of(required)))
    if leads_to := opened_by(following, exercises):
        said.append(_("It leads on to {names}.").format(names=numbers_of(leads_to)))
    return " ".join(said)


def numbers_of(exercises: Sequence[Exercise]) -> str:
    """Their numbers in the course."""
    numbers = [str(exercise.definition.order) for exercise in exercises]
    return ", ".join([*numbers[:_NUMBERED], *(["…"] if len(numbers) > _NUMBERED else [])])


def exercise_text(
    exercise: Exercise, exercises: Sequence[Exercise], standings: Mapping[str, Standing], labs: Sequence[Lab]
) -> str:
    """The statement, and below its title where it stands on the way. `labs` are those that illustrate it."""
    from tuitrainer.grading.way import reasons  # noqa: PLC0415

    state = standing_line(standings.get(exercise.id)).plain
    minutes = _("{minutes} min").format(minutes=exercise.definition.minutes)
    told = [f"{state}, {minutes}.", *reasons(exercise, exercises, passed_in(standings))]
    if labs:
        titles = " · ".join(lab.title for lab in labs)
        told.append(_("Its lab: {titles}.").format(titles=titles))
    return _below_title(read_statement(exercise), " ".join(told))


def lab_text(lab: Lab, exercise: Exercise | None, standing: Standing | None, key: str = "") -> str:
    """The text of a lab, and below its title the exercise that it illustrates; `key` is what opens that here."""
    if exercise is None:
        return read_text(lab)
    told = _("It illustrates exercise {number}, {title} ({state}).").format(
        number=exercise.definition.order, title=exercise.title, state=standing_line(standing).plain
    )
    if key:
        told += " " + _("{key} opens it.").format(key=key)
    return _below_title(read_text(lab), told)


def _below_title(markdown: str, told: str) -> str:
    """`told` as a quotation after the first heading, or before everything where there is none."""
    title, _newline, rest = markdown.partition("\n")
    if not title.startswith("# "):
        title, rest = "", markdown
    return f"{title}\n\n> {told}\n\n{rest}".lstrip("\n")
