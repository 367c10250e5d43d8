"""The panels on a grid that fits the terminal: which are shown, which one is chosen, when each is drawn."""

from __future__ import annotations

import time
from collections.abc import Sequence

from textual import on
from textual.containers import Grid

from tuitrainer.tui.arrangement import arrange
from tuitrainer.tui.panels.panel import Panel, View
from tuitrainer.tui.panels.table import FIRST_CHOICE


class PanelGrid(Grid):
    """Hidden until there is a view. The panel chosen last is always shown."""

    def __init__(self, panels: Sequence[Panel]) -> None:
        """`panels` in the order of their numbers; of one number the first that has something to show is meant."""
        super().__init__(*panels, id="panels")
        self._panels = tuple(panels)
        self._recent = list(FIRST_CHOICE)
        self._view: View | None = None
        self.alone = False
        """Whether the chosen panel has all the room."""
        self.display = False

    @property
    def _filled(self) -> dict[int, Panel]:
        """By number, the panels that have something to show."""
        filled: dict[int, Panel] = {}
        if self._view is not None:
            for panel in self._panels:
                if panel.NUMBER not in filled and panel.has_content(self._view.snapshot):
                    filled[panel.NUMBER] = panel
        return filled

    @property
    def available(self) -> list[int]:
        """Numbers of the panels that have something to show."""
        return list(self._filled)

    @property
    def chosen(self) -> Panel | None:
        filled = self._filled
        return next((filled[number] for number in self._recent if number in filled), None)

    def prefer(self, names: Sequence[str]) -> None:
        """Show the panels of these names first; others are ignored."""
        named = [panel.NUMBER for name in names for panel in self._panels if name == panel.NAME]
        first = list(dict.fromkeys(named))
        self._recent = first + [number for number in self._recent if number not in first]

    def show(self, view: View | None) -> None:
        """Arrange the panels and draw those that are seen and due."""
        self._view = view
        filled = self._filled
        available = list(filled)
        if self.display != bool(available):  # while it is hidden it has no size to arrange panels in
            self.display = bool(available)
            self.call_after_refresh(self._show_again)
        recent = [number for number in self._recent if number in available]
        plan = arrange(self.size.width, self.size.height, available, recent, self.alone)
        self.styles.grid_size_columns, self.styles.grid_size_rows = plan.columns, plan.rows
        now = time.monotonic()
        for panel in self._panels:
            number = panel.NUMBER
            panel.display = number in plan.shown and filled[number] is panel
            panel.styles.column_span = plan.first_span if plan.shown[:1] == (number,) else 1
            panel.set_class(panel.display and recent[:1] == [number], "-chosen")
            if view is not None and panel.display:
                panel.show_if_due(view, now)

    def _show_again(self) -> None:
        self.show(self._view)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_again)

    def choose(self, number: int) -> None:
        """Show an available panel, in place of the one chosen longest ago if there is no room."""
        self._recent.remove(number)
        self._recent.insert(0, number)
        self._show_again()
        self._filled[number].focus()

    def choose_next(self, direction: int) -> None:
        chosen, available = self.chosen, self.available
        if chosen is not None:
            self.choose(available[(available.index(chosen.NUMBER) + direction) % len(available)])

    def choose_or_return(self, number: int) -> None:
        """Choose a panel, or the one before if it is chosen already."""
        self.choose(self._recent[1] if self._recent[0] == number else number)

    @on(Panel.Chosen)
    def _panel_chosen(self, event: Panel.Chosen) -> None:
        if self._recent[0] != event.number and event.number in self.available:
            self.choose(event.number)
