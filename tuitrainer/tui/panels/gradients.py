"""How the entries of each layer's gradient are distributed."""

from __future__ import annotations

from textual.app import ComposeResult

from tuitrainer.base.texts import mark
from tuitrainer.training.snapshot import Snapshot
from tuitrainer.tui.display import histogram_rows
from tuitrainer.tui.panels.panel import Panel, View
from tuitrainer.tui.widgets.histogram_chart import HistogramChart


class GradientsPanel(Panel):
    NUMBER = 4
    NAME = "gradients"
    TITLE = mark("Gradients")
    HELP = mark(
        "For each layer, how many entries of its gradient have which size, and their norm. A heap far to the left "
        "learns next to nothing. The bar at the left end stands for zeros."
    )
    INTERVAL = 0.2

    @classmethod
    def has_content(cls, snapshot: Snapshot) -> bool:
        return any(run.layers for run in snapshot.runs)

    def compose(self) -> ComposeResult:
        yield HistogramChart()

    def show(self, view: View) -> None:
        self.name_run(view)
        self.query_one(HistogramChart).set_rows(histogram_rows(view.run.layers))
