"""What the lab is about and what to try, beside the displays."""

from __future__ import annotations

from collections.abc import Callable

from textual.containers import VerticalScroll

from tuitrainer.base.texts import mark
from tuitrainer.training.snapshot import Snapshot
from tuitrainer.tui.panels.panel import View
from tuitrainer.tui.panels.scrolling import ScrollingPanel


class TextPanel(ScrollingPanel):
    NUMBER = 9
    NAME = "text"
    TITLE = mark("Text of the lab")
    HELP = mark("What the lab is about and what to try.")

    def __init__(self, read: Callable[[], str]) -> None:
        super().__init__()
        self._read = read

    @classmethod
    def has_content(cls, snapshot: Snapshot) -> bool:  # noqa: ARG003  the same question to every panel
        return True

    def show(self, view: View) -> None:  # noqa: ARG002  the text is the same in every view
        """Made when it is first seen: Markdown takes a while to import."""
        if not self.children:
            from textual.widgets import Markdown  # noqa: PLC0415

            self.mount(VerticalScroll(Markdown(self._read(), open_links=False), can_focus=False, classes="scroll"))
