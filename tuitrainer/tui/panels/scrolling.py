"""Panels of text, which may be longer than they are high."""

from __future__ import annotations

from textual.containers import VerticalScroll

from tuitrainer.tui.panels.panel import Panel

LINES = 3
"""Scrolled at a time."""


class ScrollingPanel(Panel):
    """Holds one VerticalScroll, which never takes the focus from the panel."""

    def on_resize(self) -> None:
        self.draw_again()  # what fits on a line depends on the width, which is not known before the first layout

    def move(self, direction: int) -> bool:
        for area in self.query(VerticalScroll):
            area.scroll_relative(y=LINES * direction, animate=False)
        return True
