"""The loss over training steps, of all runs."""

from __future__ import annotations

from textual.app import ComposeResult

from tuitrainer.base.texts import _, mark
from tuitrainer.training.snapshot import Snapshot
from tuitrainer.tui.display import marks_of, score_lines
from tuitrainer.tui.panels.panel import Panel, View
from tuitrainer.tui.widgets.curve_chart import CurveChart


class LossPanel(Panel):
    NUMBER = 1
    NAME = "loss"
    TITLE = mark("Loss")
    HELP = mark(
        "What training makes small. The faint band is the loss of each batch, the bright line its moving average, the "
        "broken line the loss on examples that are held out. If it rises while the other falls, the network learns "
        "its examples by heart."
    )

    @classmethod
    def has_content(cls, snapshot: Snapshot) -> bool:  # noqa: ARG003  every task has a loss
        return True

    def compose(self) -> ComposeResult:
        yield CurveChart(x_label=_("step"))

    def show(self, view: View) -> None:
        chart = self.query_one(CurveChart)
        chart.set_reactive(CurveChart.log_y, view.logarithmic)
        self.border_subtitle = _("logarithmic") if view.logarithmic else None
        chart.set_lines(score_lines(view.snapshot.runs, view.run, "loss"), marks_of(view.run))
