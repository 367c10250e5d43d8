"""What the student changed in the file since the last try, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tuitrainer.base.texts import _
from tuitrainer.grading.formats.changes import count_line, diff_lines
from tuitrainer.tui.exercise.panes import Pane
from tuitrainer.tui.exercise.verdict_text import content_of

if TYPE_CHECKING:
    from tuitrainer.grading.changes import FileLine

_MOST = 500
"""Lines that are shown: more are nothing to read."""


class ChangesPane(Pane):
    """Seen only while there is something in it."""

    def __init__(self) -> None:
        super().__init__("changes", _("Changes"))
        self._lines: Sequence[FileLine] = ()
        self._drawn_for = 0

    @property
    def has_content(self) -> bool:
        return bool(self._lines)

    def compose(self) -> ComposeResult:
        yield Static("", id="diff", markup=False)

    def on_mount(self) -> None:
        self.styles.scrollbar_gutter = "stable"  # lines are made for a width that no scroll bar takes from

    def on_resize(self) -> None:
        if self.scrollable_content_region.width != self._drawn_for:
            self._draw()

    def show(self, lines: Sequence[FileLine]) -> None:
        """Nothing where the file is as it was."""
        self._lines = lines
        self._draw()
        self.scroll_home(animate=False)

    def _draw(self) -> None:
        width = self._drawn_for = self.scrollable_content_region.width
        if width < 1:  # not seen now; its size changes when it is
            return
        shown = [content_of(line, width, 3) for line in diff_lines(self._lines, _MOST)]
        head = [content_of(count_line(self._lines), width, 0), Content("")] if self._lines else []
        self.query_one("#diff", Static).update(Content("\n").join([*head, *shown]))
