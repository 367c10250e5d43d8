"""A tiny application around one chart."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.widget import Widget

from tuitrainer.tui.themes import THEMES
from tuitrainer.tui.widgets.chart import ChartWidget


class ChartApp(App[None]):
    """One chart fills the screen."""

    def __init__(self, chart: ChartWidget, theme: str = "tuitrainer-dark") -> None:
        super().__init__()
        self.chart = chart
        for each in THEMES:
            self.register_theme(each)
        self.theme = theme

    def compose(self) -> ComposeResult:
        yield self.chart

    def lines(self) -> list[str]:
        return [self.chart.render_line(row).text for row in range(self.chart.size.height)]


class Repaints:
    """Keeps what a widget asks to be repainted, and lets it."""

    def __init__(self, widget: Widget) -> None:
        self.asked: list[Sequence[Region]] = []
        self._refresh = widget.refresh
        widget.refresh = self  # type: ignore[method-assign]

    def __call__(self, *regions: Region, **options: bool) -> Widget:
        self.asked.append(regions)
        return self._refresh(*regions, **options)
