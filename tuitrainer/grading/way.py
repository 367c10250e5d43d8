"""The way through a course: what an exercise requires, what it leads on to, and why it comes next."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tuitrainer.base.texts import _, ngettext
from tuitrainer.grading.catalog import Exercise

_NAMED = 3
"""Exercises that a sentence names; the rest of a long list is counted."""


def required_by(exercise: Exercise, exercises: Sequence[Exercise]) -> tuple[Exercise, ...]:
    """The exercises that it requires, in the order of the course; one that the course does not have is left out."""
    return tuple(other for other in exercises if other.id in exercise.definition.requires and other.id != exercise.id)


def opened_by(exercise: Exercise, exercises: Sequence[Exercise]) -> tuple[Exercise, ...]:
    """The exercises that require it, in the order of the course."""
    return tuple(other for other in exercises if exercise.id in other.definition.requires and other.id != exercise.id)


def missing_for(exercise: Exercise, exercises: Sequence[Exercise], passed: Collection[str]) -> tuple[Exercise, ...]:
    """What it requires and is not passed yet. Nothing forbids to begin with it all the same."""
    return tuple(other for other in required_by(exercise, exercises) if other.id not in passed)


def reasons(exercise: Exercise, exercises: Sequence[Exercise], passed: Collection[str]) -> list[str]:
    """Why it comes when it does, in sentences: what it requires, and what it leads on to."""
    required, missing = required_by(exercise, exercises), missing_for(exercise, exercises, passed)
    if missing:
        text = ngettext(
            "It requires {names}, which is not passed yet.", "It requires {names}, which are not passed yet.",
            len(missing),
        )  # fmt: skip
        said = [text.format(names=enumerated(missing))]
    elif required:
        text = ngettext(
            "It requires {names}, which you have passed.", "It requires {names}, all of which you have passed.",
            len(required),
        )  # fmt: skip
        said = [text.format(names=enumerated(required))]
    else:
        said = [_("It requires no other exercise.")]
    if following := opened_by(exercise, exercises):
        said.append(_("It leads on to {names}.").format(names=enumerated(following)))
    return said


def enumerated(exercises: Sequence[Exercise]) -> str:
    """Their names in a sentence: all of a few, the first of many. There is at least one."""
    names = [exercise.id for exercise in exercises]
    if len(names) > _NAMED + 1:
        more = len(names) - _NAMED
        return _("{names} and {count} more").format(names=", ".join(names[:_NAMED]), count=more)
    if len(names) == 1:
        return names[0]
    return _("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])
