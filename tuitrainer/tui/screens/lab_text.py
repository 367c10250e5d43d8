"""A lab's text over the whole screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Markdown

from tuitrainer.base.texts import _
from tuitrainer.training.labs import Lab
from tuitrainer.tui.lab_text import read_text


class LabTextScreen(ModalScreen[None]):
    BINDINGS = [("escape,q,t,enter,space", "dismiss", _("Close"))]  # noqa: RUF012  Textual's way

    def __init__(self, lab: Lab) -> None:
        super().__init__(classes="dialog-screen")
        self._lab = lab

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog -large scroll") as dialog:
            dialog.border_subtitle = _("q: close")
            yield Markdown(read_text(self._lab), open_links=False)
