"""The latest numbers in words: scores, what the task says of itself, a row for each run and each layer."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuitrainer.base.texts import mark
from tuitrainer.charts.palette import DARK, LIGHT
from tuitrainer.training.snapshot import Snapshot
from tuitrainer.tui.display import fact_rows, layer_rows, run_rows
from tuitrainer.tui.panels.columns import aligned, labelled
from tuitrainer.tui.panels.panel import View
from tuitrainer.tui.panels.scrolling import ScrollingPanel


class FactsPanel(ScrollingPanel):
    NUMBER = 8
    NAME = "numbers"
    TITLE = mark("Numbers")
    HELP = mark(
        "The latest values. Update is the size of the last change over the size of the weights: about 1e-3 is healthy. "
        "Inactive units give 0 on every watched example."
    )
    INTERVAL = 0.2

    @classmethod
    def has_content(cls, snapshot: Snapshot) -> bool:
        return bool(snapshot.runs)

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False, classes="scroll"):
            yield Static(markup=False, classes="lines")

    def show(self, view: View) -> None:
        text = self.query_one(Static)
        width = text.size.width
        blocks = []
        if len(view.snapshot.runs) > 1:
            colours = DARK if self.app.current_theme.dark else LIGHT
            styles = [f"#{colours.of(index):06x}" for index in range(len(view.snapshot.runs))]
            blocks.append(aligned(run_rows(view.snapshot.runs, view.run), width, styles))
        blocks.append(labelled(fact_rows(view.run), width))
        if view.run.layers:
            blocks.append(aligned(layer_rows(view.run.layers), width))
        lines = [line for block in blocks for line in (*block, Content(""))]
        text.update(Content("\n").join(lines))
