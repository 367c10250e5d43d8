"""The line of keys at the bottom of a screen, made from the table of keys for the width that there is."""

from __future__ import annotations

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from tuitrainer.tui.keys import Place, footer_of


class KeyFooter(Widget):
    """Unlike Textual's Footer it leaves out the least important keys where there is little room, never the way out.

    A click on an entry does what its key does.
    """

    auto_links = False  # an entry that looked like a link would lose the colour of its key

    def __init__(self, place: Place) -> None:
        super().__init__(id="keys")
        self._place = place

    def render(self) -> Content:
        parts: list[Content | str] = []
        for caps, words, action in footer_of(self._place, self.size.width):
            if parts:
                parts.append("  ")
            target = action if action.startswith("app.") else f"screen.{action}"
            entry = Content.assemble((caps, "bold $footer-key-foreground"), f" {words}")
            parts.append(entry.stylize(Style.from_meta({"@click": target})))
        return Content.assemble(*parts)
