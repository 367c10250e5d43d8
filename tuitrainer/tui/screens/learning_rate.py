"""The dialog that asks for an exact learning rate."""

from __future__ import annotations

import math

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tuitrainer.base.texts import _
from tuitrainer.tui.numbers import short


def parse_rate(text: str) -> float | None:
    """A positive finite number, with a decimal point or comma; None for anything else."""
    try:
        rate = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return rate if math.isfinite(rate) and rate > 0 else None


class LearningRateScreen(ModalScreen[float | None]):
    """Dismissed with the rate, or with None when the user thought better of it."""

    BINDINGS = [("escape", "dismiss", _("Close"))]  # noqa: RUF012  Textual's way

    def __init__(self, current: float, run: str) -> None:
        super().__init__(classes="dialog-screen")
        self._current = current
        self._run = run

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -small") as dialog:
            dialog.border_title = (
                _("Learning rate of run '{run}'").format(run=self._run) if self._run else _("Learning rate")
            )
            dialog.border_subtitle = _("Enter: set · Escape: leave as it is")
            yield Input(short(self._current), placeholder="0.05", id="rate", compact=True)
            yield Static("", id="rate-problem", markup=False)

    @on(Input.Changed, "#rate")
    def _changed(self) -> None:
        self.query_one("#rate-problem", Static).update("")

    @on(Input.Submitted, "#rate")
    def _submitted(self, event: Input.Submitted) -> None:
        rate = parse_rate(event.value)
        if rate is None:
            self.query_one("#rate-problem", Static).update(_("A number greater than 0, such as 0.05 or 1e-3."))
        else:
            self.dismiss(rate)
