"""The entries of the first screen: the labs and the exercises, each under a heading that can't be chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets.option_list import Option

from tuitrainer.base.texts import _
from tuitrainer.tui.exercise.standing import standing_line
from tuitrainer.tui.way_text import numbers_of, passed_in

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.progress import Standing
    from tuitrainer.training.labs import Lab


def lab_options(labs: Sequence[Lab], wide: bool) -> Iterator[Option]:
    """The titles; where a lab's text does not stand beside them, the summaries too."""
    if labs:
        yield _heading("labs", _("Labs"))
    for number, lab in enumerate(labs, start=1):
        parts = _title(number, lab.title)
        if not wide:
            parts.append((f"\n    {lab.summary}", "dim"))
        yield Option(Content.assemble(*parts), id=f"lab:{lab.id}")


def exercise_options(exercises: Sequence[Exercise], standings: Mapping[str, Standing]) -> Iterator[Option]:
    """The titles, and under each how far the student is.

    As long as it is new, how long it takes and what it waits for; and which one comes next.
    """
    if not exercises:
        return
    from tuitrainer.grading.catalog import next_exercise  # noqa: PLC0415  not before the first paint
    from tuitrainer.grading.way import missing_for  # noqa: PLC0415

    yield _heading("exercises", _("Exercises"))
    passed = passed_in(standings)
    following = next_exercise(exercises, passed)
    for exercise in exercises:
        standing = standings.get(exercise.id)
        more = [] if standing else [_("{minutes} min").format(minutes=exercise.definition.minutes)]
        if exercise.id not in passed and (missing := missing_for(exercise, exercises, passed)):
            more.append(_("after {numbers}").format(numbers=numbers_of(missing)))
        state = standing_line(standing, *more)
        if exercise is following:
            state = Content.assemble((_("→ next"), "bold $primary"), " ", state)
        title = Content.assemble(*_title(exercise.definition.order, exercise.title))
        yield Option(Content.assemble(title, "\n    ", state), id=f"exercise:{exercise.id}")


def _title(number: int, title: str) -> list[tuple[str, str]]:
    return [(f"{number:>2}  ", "dim"), (title, "bold")]


def _heading(name: str, text: str) -> Option:
    above = "" if name == "labs" else "\n"
    return Option(Content.assemble(above, (text, "bold $primary")), id=f"heading:{name}", disabled=True)
