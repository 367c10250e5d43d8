"""The weights of one layer as colours and, where there is room, their gradient beside them."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.widgets import Static

from tuitrainer.base.texts import _, mark
from tuitrainer.training.snapshot import Snapshot
from tuitrainer.tui.display import heatmap_range
from tuitrainer.tui.panels.panel import Panel, View
from tuitrainer.tui.widgets.heatmap_chart import HeatmapChart

WIDTH_FOR_TWO = 44
"""Cells that the two maps need side by side."""


class WeightsPanel(Panel):
    NUMBER = 5
    NAME = "weights"
    TITLE = mark("Weights")
    HELP = mark(
        "One layer's weights, a row for each input and a column for each unit; ↑ and ↓ choose the layer. Beside them, "
        "where there is room, the gradient that is about to change them."
    )
    INTERVAL = 1 / 3

    @classmethod
    def has_content(cls, snapshot: Snapshot) -> bool:
        return any(run.layers for run in snapshot.runs)

    def compose(self) -> ComposeResult:
        with Horizontal():
            with Vertical():
                yield Static(_("weights"), classes="caption", id="weights-caption")
                yield HeatmapChart(id="weights-map")
            with Vertical(id="gradient-side"):
                yield Static(_("gradient"), classes="caption")
                yield HeatmapChart(id="gradient-map")

    def on_resize(self, event: Resize) -> None:
        two = event.size.width >= WIDTH_FOR_TWO
        self.query_one("#gradient-side").display = two
        self.query_one("#weights-caption").display = two

    def show(self, view: View) -> None:
        layers = view.run.layers
        if not layers:
            return
        layer = layers[view.layer % len(layers)]
        shape = "×".join(map(str, layer.weights_shape))
        choice = f"↑↓ {view.layer % len(layers) + 1}/{len(layers)}" if len(layers) > 1 else ""
        self.name_run(view, f"{layer.name} {shape}", choice)
        self.query_one("#weights-map", HeatmapChart).set_matrix(layer.weights, *layer.weights_range)
        self.query_one("#gradient-map", HeatmapChart).set_matrix(layer.gradient, *heatmap_range(layer.gradient))
