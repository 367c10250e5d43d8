"""The examples and what the model makes of them: regions of a plane, a curve through points, a task's own curves."""

from __future__ import annotations

import numpy as np
from textual.app import ComposeResult

from tuitrainer.base.texts import mark
from tuitrainer.training.snapshot import Snapshot
from tuitrainer.tui.display import lines_of
from tuitrainer.tui.panels.panel import Panel, View
from tuitrainer.tui.widgets.curve_chart import CurveChart
from tuitrainer.tui.widgets.fit_chart import FitChart
from tuitrainer.tui.widgets.plane_chart import PlaneChart

NO_FIELD = np.ones((2, 2, 1), np.float32)
"""Where a task has points but no classifier: one class, everywhere alike."""


class ModelPanel(Panel):
    NUMBER = 6
    NAME = "plane"
    TITLE = mark("Data and model")
    HELP = mark(
        "The examples, each class with its own sign, and what the model says everywhere else: strong colours where "
        "it is sure, a line where it changes its mind. For a number to predict, the curve through the points. Some "
        "labs draw their own curves here."
    )
    INTERVAL = 1 / 3

    @classmethod
    def has_content(cls, snapshot: Snapshot) -> bool:
        return any("plane/points" in run.figures or "fit/line" in run.figures or lines_of(run) for run in snapshot.runs)

    def compose(self) -> ComposeResult:
        yield PlaneChart(x_label="x1", y_label="x2")
        yield FitChart()
        yield CurveChart(whole_steps=False)

    def show(self, view: View) -> None:
        self.name_run(view)
        figures = view.run.figures
        lines = lines_of(view.run)
        plane, fit, curves = self.query_one(PlaneChart), self.query_one(FitChart), self.query_one(CurveChart)
        plane.display = "plane/points" in figures
        fit.display = "fit/line" in figures and not plane.display
        curves.display = bool(lines) and not plane.display and not fit.display
        if plane.display:
            plane.set_field(
                figures.get("plane/scores", NO_FIELD),
                figures["plane/points"],
                figures["plane/labels"],
                figures["plane/bounds"],
                test_points=figures.get("plane/test_points"),
                test_labels=figures.get("plane/test_labels"),
                class_names=view.run.words.get("plane", ()),
            )
        elif fit.display:
            fit.set_fit(figures["fit/points"], figures["fit/line"])
        elif lines:
            x_label, y_label = view.run.words.get("lines", ("x", "y"))
            curves.set_reactive(CurveChart.log_y, view.logarithmic)
            curves.set_lines(lines, x_label=x_label)
            self.name_run(view, y_label)
