"""The help: every key of the screen below, and how to read its displays."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tuitrainer.base.texts import _, mark
from tuitrainer.tui.keys import Place, keys_of
from tuitrainer.tui.panels.table import PANELS

VERDICTS = (
    (mark("Mistake"), mark("Your results are those of a well-known mistake, digit for digit: the sentence names it.")),
    (mark("skipped"), mark("Not looked at, because it builds on a check that has failed: mend that one first.")),
    (mark("Hints"), mark("The first ones say the least. They cost no points, but are counted.")),
    (mark("Watch"), mark("Save the file in your editor, and the verdict is there at once.")),
)
"""What stands in a verdict or comes with it, and what it means."""


class HelpScreen(ModalScreen[None]):
    BINDINGS = [("escape,q,question_mark,h,enter,space", "dismiss", _("Close"))]  # noqa: RUF012  Textual's way

    def __init__(self, place: Place) -> None:
        super().__init__(classes="dialog-screen")
        self._place = place

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog -large scroll") as dialog:
            dialog.border_title = _("Help")
            dialog.border_subtitle = _("q: close")
            yield Static(help_text(self._place), id="help-text")


def help_text(place: Place) -> Content:
    """All keys of a screen, one a line; then how to read its panels, or its verdicts."""
    keys: list[tuple[str, str]] = []
    for key in keys_of(place):
        caps, text = _(key.caps), _(key.text)
        if keys and keys[-1][1] == text:  # another key for the same
            caps = f"{keys.pop()[0]} {caps}"
        keys.append((caps, text))
    width = max(len(caps) for caps, _text in keys)
    lines = [Content.styled(_("Keys"), "bold $primary")]
    lines += [Content.assemble((caps.rjust(width), "bold $accent"), f"  {text}") for caps, text in keys]
    if place == "training":
        lines += [Content(""), Content.styled(_("What the panels show"), "bold $primary")]
        for panel in PANELS:
            title = f"{panel.NUMBER} {_(panel.TITLE)}"
            lines.append(Content.assemble((title, "bold $accent"), f"  {_(panel.HELP)}"))
    if place == "exercise":
        lines += [Content(""), Content.styled(_("What a verdict says"), "bold $primary")]
        lines += [Content.assemble((_(word), "bold $accent"), f"  {_(text)}") for word, text in VERDICTS]
    return Content("\n").join(lines)
