"""The parts of an exercise's screen: framed, scrolled by the screen's keys, chosen by Tab or a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget

from tuitrainer.base.texts import _
from tuitrainer.tui.course import read_statement

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise

LINES = 2
"""Scrolled at a time."""
COLUMNS = 8
"""Scrolled sideways at a time."""


class Pane(VerticalScroll):
    """The frame of the chosen one stands out."""

    class Chosen(Message):
        """The user clicked it."""

        def __init__(self, pane: Pane) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, id: str, title: str) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id, classes="panel scroll", can_focus=False)
        self.border_title = title

    def on_click(self) -> None:
        self.post_message(self.Chosen(self))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Textual leaves a bar where it was while it is hidden: it would come back at the wrong place."""
        super().watch_scroll_y(old_value, new_value)
        self.vertical_scrollbar.position = new_value

    def move(self, direction: int) -> None:
        self.scroll_relative(y=LINES * direction, animate=False)

    def page(self, direction: int) -> None:
        self.scroll_relative(y=max(1, self.size.height - 2) * direction, animate=False)

    def sideways(self, direction: int) -> None:
        """What holds code scrolls by itself."""
        for block in self.query(Widget):
            if block.max_scroll_x > 0:
                block.scroll_relative(x=COLUMNS * direction, animate=False)


class StatementPane(Pane):
    """What is asked for. Made when the screen is there: Markdown takes a while to import and to lay out."""

    def __init__(self, exercise: Exercise) -> None:
        super().__init__("statement", _("Statement"))
        self._exercise = exercise

    def show(self) -> None:
        from textual.widgets import Markdown  # noqa: PLC0415

        self.mount(Markdown(read_statement(self._exercise), open_links=False))
