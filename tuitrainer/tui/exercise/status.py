"""The lines at the top of an exercise: what it is, which file is graded, how far the student is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from tuitrainer.base.texts import _, ngettext
from tuitrainer.tui.exercise.file import shown_path
from tuitrainer.tui.exercise.standing import help_used, state_of

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.progress import Standing


class ExerciseStatus(Widget):
    """Two lines of text; one where the screen is low."""

    def __init__(self, exercise: Exercise, id: str) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self._exercise = exercise
        self._file: Path | None = None
        self._standing: Standing | None = None
        self._now = ""

    def show(self, file: Path | None, standing: Standing, *, watching: bool, every: float, grading: bool) -> None:
        """`every` so many seconds the file is looked at, where the system does not tell of saves; else 0."""
        now = ""
        if grading:
            now = _("… grading")
        elif watching:
            now = _("● watching, every {seconds} s").format(seconds=f"{every:g}") if every else _("● watching")
        if (file, standing, now) != (self._file, self._standing, self._now):
            self._file, self._standing, self._now = file, standing, now
            self.refresh()

    def render(self) -> Content:
        width = self.size.width
        sign, words, colour = state_of(self._standing)
        state = [f"{sign} {words}", *help_used(self._standing)]
        if self._standing is not None and (count := self._standing.attempts):
            state.insert(1, ngettext("{count} attempt", "{count} attempts", count).format(count=count))
        title = f"{self._exercise.definition.order} {self._exercise.title}"
        now = Content.styled(self._now, "bold $warning")
        if self.size.height < 2:
            right = now if self._now else Content.styled(state[0], colour)
            return _line(title, "bold $primary", right, width)
        while len(state) > 1 and len(title) + 2 + len(", ".join(state)) > width:
            state.pop()
        first = _line(title, "bold $primary", Content.styled(", ".join(state), colour), width)
        if self._file is None:
            second = _line(_("no file yet: c makes a workspace with a starter"), "$text-warning", now, width)
        else:
            second = _line(shown_path(self._file), "$foreground", now, width, from_the_end=True)
        return Content("\n").join([first, second])


def _line(left: str, style: str, right: Content, width: int, from_the_end: bool = False) -> Content:
    """`left` and `right` at the two ends; `left` is shortened where there is too little room."""
    room = max(0, width - right.cell_length - (2 if right.plain else 0))
    if len(left) > room:
        left = f"…{left[len(left) - room + 1 :]}" if from_the_end else f"{left[: max(0, room - 1)]}…"
    gap = " " * max(0, width - Content(left).cell_length - right.cell_length)
    return Content.assemble((left, style), gap, right)
