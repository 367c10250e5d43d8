"""Rows of texts that a task gives: what is best read as a table."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuitrainer.base.texts import mark
from tuitrainer.training.snapshot import Snapshot
from tuitrainer.tui.panels.columns import aligned
from tuitrainer.tui.panels.panel import View
from tuitrainer.tui.panels.scrolling import ScrollingPanel


class TextTablePanel(ScrollingPanel):
    NUMBER = 7
    NAME = "table"
    TITLE = mark("Table")
    HELP = mark("What this lab lists, row by row; ↑ and ↓ scroll.")
    INTERVAL = 0.2

    _shown = 0

    @classmethod
    def has_content(cls, snapshot: Snapshot) -> bool:
        return any(run.table for run in snapshot.runs)

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False, classes="scroll"):
            yield Static(markup=False, classes="lines")

    def show(self, view: View) -> None:
        self.name_run(view)
        text, area = self.query_one(Static), self.query_one(VerticalScroll)
        follows = bool(self._shown) and len(view.run.table) > self._shown and area.is_vertical_scroll_end
        self._shown = len(view.run.table)
        text.update(Content("\n").join(aligned(view.run.table, text.size.width)) if view.run.table else "")
        if follows:  # whoever reads the latest row wants to see the next one too
            area.scroll_end(animate=False)
