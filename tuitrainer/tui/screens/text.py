"""The text of a lab or an exercise over the whole screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Markdown

from tuitrainer.base.texts import _


class TextScreen(ModalScreen[None]):
    BINDINGS = [("escape,q,t,enter,space", "dismiss", _("Close"))]  # noqa: RUF012  Textual's way

    def __init__(self, markdown: str) -> None:
        super().__init__(classes="dialog-screen")
        self._markdown = markdown

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog -large scroll") as dialog:
            dialog.border_subtitle = _("q: close")
            yield Markdown(self._markdown, open_links=False)
