"""The first screen: the labs of the course, what each is about, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tuitrainer.base.texts import _
from tuitrainer.training.labs import Lab
from tuitrainer.tui.key_footer import KeyFooter
from tuitrainer.tui.keys import bindings_of
from tuitrainer.tui.lab_text import read_text

if TYPE_CHECKING:
    from tuitrainer.tui.app import TrainerApp

LOGO = "▂▄▆█ tuitrainer"
WIDE = 72
"""Columns from which the text of a lab stands beside the list."""


class HomeScreen(Screen[None]):
    """A list of titles; beside it, where there is room, the text of the lab that the cursor is on.

    With the class -opening, nothing but the banner until another screen has covered this one.
    """

    BINDINGS = bindings_of("home")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]  # noqa: RUF012

    app: TrainerApp

    def __init__(self, labs: Sequence[Lab]) -> None:
        super().__init__(id="home")
        self._labs = tuple(labs)
        self._previewed: Lab | None = None

    def compose(self) -> ComposeResult:
        slogan = _("Train a neural network and watch what happens inside it.")
        yield Static(Content.assemble((LOGO, "bold $primary"), "  ", (slogan, "$muted")), id="banner")
        with Horizontal(id="home-body"):
            with Vertical(id="home-left"):
                yield OptionList(id="labs")
                yield Static(self._advice(), id="next", markup=False)
            yield VerticalScroll(id="preview", can_focus=False, classes="scroll")
        yield KeyFooter("home")

    def _advice(self) -> str:
        if not self._labs:
            return _("There are no labs here. The installation seems to be incomplete.")
        return _("Enter opens a lab, Space then starts the training. New here? Begin with lab 1.")

    def on_mount(self) -> None:
        self.query_one("#labs", OptionList).focus()

    def on_screen_suspend(self) -> None:
        self.remove_class("-opening")

    @on(OptionList.OptionSelected, "#labs")
    def _selected(self) -> None:
        self.action_open()

    @on(OptionList.OptionHighlighted, "#labs")
    def _highlighted(self) -> None:
        self.call_after_refresh(self._show_preview)

    def on_resize(self, event: Resize) -> None:
        self._show_entries(event.size.width >= WIDE)
        self.call_after_refresh(self._show_preview)

    def _show_entries(self, wide: bool) -> None:
        labs = self.query_one("#labs", OptionList)
        highlighted = labs.highlighted or 0
        labs.set_options(_entry(index, lab, wide) for index, lab in enumerate(self._labs))
        labs.highlighted = highlighted if self._labs else None

    async def _show_preview(self) -> None:
        """Markdown takes a while to import, so it comes after the first paint and only where it is seen."""
        lab = self._lab
        if lab is None or lab is self._previewed or not self.has_class("-wide"):
            return
        from textual.widgets import Markdown  # noqa: PLC0415

        self._previewed = lab
        preview = self.query_one("#preview", VerticalScroll)
        shown = preview.query(Markdown)
        if shown:
            await shown.first().update(read_text(lab))
        else:
            await preview.mount(Markdown(read_text(lab), open_links=False))
        preview.scroll_home(animate=False)

    @property
    def _lab(self) -> Lab | None:
        index = self.query_one("#labs", OptionList).highlighted
        return None if index is None else self._labs[index]

    def action_open(self) -> None:
        if self._lab is not None:
            self.app.open_lab(self._lab.id)

    def action_previous_lab(self) -> None:
        self.query_one("#labs", OptionList).action_cursor_up()

    def action_next_lab(self) -> None:
        self.query_one("#labs", OptionList).action_cursor_down()

    def action_lab_text(self) -> None:
        if self._lab is not None:
            self.app.show_lab_text(self._lab)


def _entry(index: int, lab: Lab, wide: bool) -> Option:
    """The title; where its text does not stand beside it, the summary too."""
    parts: list[tuple[str, str]] = [(f"{index + 1:>2}  ", "dim"), (lab.title, "bold")]
    if not wide:
        parts.append((f"\n    {lab.summary}", "dim"))
    return Option(Content.assemble(*parts), id=lab.id)
