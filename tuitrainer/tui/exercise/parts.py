"""Statement, verdict and changes on the screen: all where there is room for all, else the chosen one and what fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from tuitrainer.base.texts import _
from tuitrainer.tui.exercise.changes import ChangesPane
from tuitrainer.tui.exercise.panes import Pane, StatementPane
from tuitrainer.tui.exercise.verdict import VerdictPane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.changes import FileLine

BESIDE, ALL_BESIDE = 100, 150
"""Columns from which two, and all three, stand beside each other."""
ABOVE = 37
"""Rows from which two stand one above the other where there are fewer columns; else Tab switches between them."""


class Parts(Container):
    """`chosen` is the one that the keys scroll; while `alone`, the statement is the only one that is seen."""

    def __init__(self, exercise: Exercise) -> None:
        super().__init__(id="parts")
        self.statement = StatementPane(exercise)
        self.verdict = VerdictPane(exercise)
        self.changes = ChangesPane()
        self.chosen: Pane = self.statement
        self.alone = False
        self._companion: Pane = self.verdict
        """Stands with the statement where there is room for two."""

    def compose(self) -> ComposeResult:
        yield self.statement
        yield self.verdict
        yield self.changes

    def on_resize(self) -> None:
        self._arrange()

    def choose(self, pane: Pane) -> None:
        self.chosen = pane
        if pane is not self.statement:
            self._companion = pane
        self._arrange()

    def bring_up_verdict(self) -> None:
        """Something new is in it that was asked for."""
        self.alone = False
        self.choose(self.verdict)

    def bring_up_changes(self) -> bool:
        """Whether there are any."""
        if not self.changes.has_content:
            return False
        self.alone = False
        self.choose(self.changes)
        return True

    def show_changes(self, lines: Sequence[FileLine]) -> None:
        """What is there to be chosen, or nothing any more."""
        self.changes.show(lines)
        if self.changes.has_content or self.changes not in (self.chosen, self._companion):
            self._arrange()
        else:
            self._companion = self.verdict
            self.choose(self.verdict if self.chosen is self.changes else self.chosen)

    def switch(self, direction: int) -> None:
        """To the next one, or the one before."""
        self.alone = False
        panes = self._panes()
        self.choose(panes[(panes.index(self.chosen) + direction) % len(panes)])

    def toggle_alone(self) -> None:
        """The statement alone, or the others again."""
        self.alone = not self.alone
        self.choose(self.statement if self.alone else self.verdict)

    def _panes(self) -> list[Pane]:
        return [self.statement, self.verdict, *([self.changes] if self.changes.has_content else [])]

    def _arrange(self) -> None:
        panes, beside = self._panes(), self.size.width >= BESIDE
        self.set_class(beside, "-beside")
        if self.alone or not (beside or self.size.height >= ABOVE):
            seen = [self.chosen]
        elif self.size.width >= ALL_BESIDE:
            seen = panes
        else:
            seen = [self.statement, self._companion]
        following = panes[(panes.index(self.chosen) + 1) % len(panes)]
        for pane in (self.statement, self.verdict, self.changes):
            pane.display = pane in seen
            pane.set_class(pane is self.chosen, "-chosen")
            hidden = pane is self.chosen and following not in seen
            pane.border_subtitle = _("Tab: {part}").format(part=following.border_title) if hidden else None

    @on(Pane.Chosen)
    def _clicked(self, event: Pane.Chosen) -> None:
        self.choose(event.pane)
