"""The question before a reference solution that comes too early."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from tuitrainer.base.texts import _


class SolutionQuestion(ModalScreen[bool]):
    """Dismissed with True for whoever wants to see it all the same."""

    BINDINGS = [  # noqa: RUF012  Textual's way
        ("s", "dismiss(True)", _("Show it")), ("escape,q,enter,space", "dismiss(False)", _("Close")),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__(classes="dialog-screen")

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -small") as dialog:
            dialog.border_title = _("Reference solution")
            dialog.border_subtitle = _("s: show it anyway · q: not yet")
            text = _(
                "It comes once your own file has passed. There may be a hint left (i). "
                "If you look at it now, that is noted with your progress."
            )
            yield Static(text, markup=False)
