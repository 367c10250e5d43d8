"""How large each layer's gradient is, over training steps."""

from __future__ import annotations

from textual.app import ComposeResult

from tuitrainer.base.texts import _, mark
from tuitrainer.training.snapshot import Snapshot
from tuitrainer.tui.display import gradient_norm_lines, marks_of
from tuitrainer.tui.panels.panel import Panel, View
from tuitrainer.tui.widgets.curve_chart import CurveChart


class GradientNormsPanel(Panel):
    NUMBER = 3
    NAME = "gradient_norms"
    TITLE = mark("Gradient norms")
    HELP = mark(
        "The size of each layer's gradient on a logarithmic axis. Lines that drift apart by powers of ten towards the "
        "first layer are vanishing gradients, lines that shoot up are exploding ones."
    )

    @classmethod
    def has_content(cls, snapshot: Snapshot) -> bool:
        return any(run.layers for run in snapshot.runs)

    def compose(self) -> ComposeResult:
        chart = CurveChart(x_label=_("step"))
        chart.set_reactive(CurveChart.log_y, True)
        yield chart

    def show(self, view: View) -> None:
        self.name_run(view)
        self.query_one(CurveChart).set_lines(gradient_norm_lines(view.run), marks_of(view.run))
