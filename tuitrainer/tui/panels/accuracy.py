"""The share of examples classified rightly, of all runs."""

from __future__ import annotations

from textual.app import ComposeResult

from tuitrainer.base.texts import _, mark
from tuitrainer.training.snapshot import Snapshot
from tuitrainer.tui.display import marks_of, score_lines
from tuitrainer.tui.panels.panel import Panel, View
from tuitrainer.tui.widgets.curve_chart import CurveChart


class AccuracyPanel(Panel):
    NUMBER = 2
    NAME = "accuracy"
    TITLE = mark("Accuracy")
    HELP = mark("The share of examples whose class is found, after each epoch; the broken line on held-out examples.")

    @classmethod
    def has_content(cls, snapshot: Snapshot) -> bool:
        """Before the end of the first epoch there is no accuracy yet; a network that fits a line will not have one."""
        if any(name.endswith("accuracy") for run in snapshot.runs for name in run.curves):
            return True
        return all(run.epoch == 0 and run.layers and "fit/line" not in run.figures for run in snapshot.runs)

    def compose(self) -> ComposeResult:
        yield CurveChart(x_label=_("step"))

    def show(self, view: View) -> None:
        self.query_one(CurveChart).set_lines(score_lines(view.snapshot.runs, view.run, "accuracy"), marks_of(view.run))
