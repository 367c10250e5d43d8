"""The labs that illustrate an exercise, as commands offer them."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from tuitrainer.base.texts import _

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.formats.text import Line
    from tuitrainer.training.labs import Lab


def labs_by_exercise() -> Mapping[str, tuple[Lab, ...]]:
    """Name of an exercise of our course -> the labs that illustrate it. Empty where labs can't be read.

    An offer is not worth failing for: `tuitrainer labs` says what is wrong.
    """
    from tuitrainer.training.labs import labs_about, list_labs

    with suppress(OSError, ValueError, KeyError, TypeError):
        labs = list_labs()
        return {lab.exercise: labs_about(lab.exercise, "", labs) for lab in labs if lab.exercise}
    return {}


def labs_of(exercise: Exercise, labs: Mapping[str, tuple[Lab, ...]] | None = None) -> tuple[Lab, ...]:
    """Those of one exercise: none where it is not of our course, whatever its name."""
    if exercise.course:
        return ()
    return (labs_by_exercise() if labs is None else labs).get(exercise.id, ())


def lab_lines(exercise: Exercise) -> list[Line]:
    """What is said of the labs once an exercise has been passed: a line for each."""
    from tuitrainer.grading.formats.text import Part

    text = _("See it live: {command}  ({title})")
    return [(Part(text.format(command=lab_command(lab), title=lab.title)),) for lab in labs_of(exercise)]


def lab_command(lab: Lab) -> str:
    """What opens it."""
    return shlex.join(["tuitrainer", "tui", lab.id])
