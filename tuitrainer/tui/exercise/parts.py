"""Statement and verdict on the screen: both where there is room for both, else the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from tuitrainer.base.texts import _
from tuitrainer.tui.exercise.panes import Pane, StatementPane
from tuitrainer.tui.exercise.verdict import VerdictPane

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise

BESIDE = 100
"""Columns from which they stand beside each other."""
ABOVE = 37
"""Rows from which they stand one above the other where there are fewer columns; else Tab switches between them."""


class Parts(Container):
    """`chosen` is the one that the keys scroll; while `alone`, it is the only one that is seen."""

    def __init__(self, exercise: Exercise) -> None:
        super().__init__(id="parts")
        self.statement = StatementPane(exercise)
        self.verdict = VerdictPane(exercise)
        self.chosen: Pane = self.statement
        self.alone = False

    def compose(self) -> ComposeResult:
        yield self.statement
        yield self.verdict

    def on_resize(self) -> None:
        self._arrange()

    def choose(self, pane: Pane) -> None:
        self.chosen = pane
        self._arrange()

    def bring_up_verdict(self) -> None:
        """Something new is in it that was asked for."""
        self.alone = False
        self.choose(self.verdict)

    def switch(self) -> None:
        self.choose(self.verdict if self.chosen is self.statement else self.statement)

    def toggle_alone(self) -> None:
        """The statement alone, or both again."""
        self.alone = not self.alone
        self.choose(self.statement if self.alone else self.verdict)

    def _arrange(self) -> None:
        beside = self.size.width >= BESIDE
        both = (beside or self.size.height >= ABOVE) and not self.alone
        self.set_class(beside, "-beside")
        for pane, other in ((self.statement, self.verdict), (self.verdict, self.statement)):
            pane.display = both or pane is self.chosen
            pane.set_class(pane is self.chosen, "-chosen")
            pane.border_subtitle = None if both else _("Tab: {part}").format(part=other.border_title)

    @on(Pane.Chosen)
    def _clicked(self, event: Pane.Chosen) -> None:
        self.choose(event.pane)
