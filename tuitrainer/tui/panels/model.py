"""The examples and what the model makes of them: regions of a plane, or a curve through points."""

from __future__ import annotations

from textual.app import ComposeResult

from tuitrainer.base.texts import mark
from tuitrainer.training.snapshot import Snapshot
from tuitrainer.tui.panels.panel import Panel, View
from tuitrainer.tui.widgets.fit_chart import FitChart
from tuitrainer.tui.widgets.plane_chart import PlaneChart


class ModelPanel(Panel):
    NUMBER = 6
    NAME = "plane"
    TITLE = mark("Data and model")
    HELP = mark(
        "The examples, each class with its own sign, and what the model says everywhere else: strong colours where "
        "it is sure, a line where it changes its mind. For a number to predict, the curve through the points."
    )
    INTERVAL = 1 / 3

    @classmethod
    def has_content(cls, snapshot: Snapshot) -> bool:
        return any("plane/scores" in run.figures or "fit/line" in run.figures for run in snapshot.runs)

    def compose(self) -> ComposeResult:
        yield PlaneChart(x_label="x1", y_label="x2")
        yield FitChart()

    def show(self, view: View) -> None:
        self.name_run(view)
        figures = view.run.figures
        plane, fit = self.query_one(PlaneChart), self.query_one(FitChart)
        plane.display = "plane/scores" in figures
        fit.display = "fit/line" in figures
        if plane.display:
            plane.set_field(
                figures["plane/scores"],
                figures["plane/points"],
                figures["plane/labels"],
                figures["plane/bounds"],
                test_points=figures.get("plane/test_points"),
                test_labels=figures.get("plane/test_labels"),
            )
        elif fit.display:
            fit.set_fit(figures["fit/points"], figures["fit/line"])
