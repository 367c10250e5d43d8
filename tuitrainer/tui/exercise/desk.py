"""The grader beside the display: its two functions, and a desk that hands out reports or words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _
from tuitrainer.grading.desk import Desk, Outcome

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.report import Report
    from tuitrainer.sandbox.process import Sandbox


def _grade(exercise: Exercise, file: Path, sandbox: Sandbox | None) -> Report:
    from tuitrainer.grading.grade import grade  # noqa: PLC0415  imports NumPy

    return grade(exercise, file, sandbox=sandbox)


def _prepare(exercise: Exercise) -> Sandbox:
    from tuitrainer.grading.grade import prepared_sandbox  # noqa: PLC0415

    return prepared_sandbox(exercise)


@dataclass(frozen=True, slots=True)
class Grading:
    """The two functions of the grader that are used here; tests put others in their place."""

    grade: Callable[[Exercise, Path, Sandbox | None], Report] = _grade
    prepare: Callable[[Exercise], Sandbox] = _prepare


def desk_for(exercise: Exercise, grading: Grading, deliver: Callable[[Report | str], None]) -> Desk:
    """Grades one exercise; `deliver` gets each report, or why there is none, in the thread that made it."""
    return Desk(
        lambda file, sandbox: grading.grade(exercise, file, sandbox), lambda: grading.prepare(exercise),
        lambda outcome: deliver(_in_words(outcome)),
    )  # fmt: skip


def _in_words(outcome: Outcome) -> Report | str:
    if isinstance(outcome, UserError):
        return str(outcome)
    if isinstance(outcome, BaseException):
        message = f"{type(outcome).__name__}: {outcome}"
        return _("The grader failed, not you: {message}").format(message=message)
    return outcome
