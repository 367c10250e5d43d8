"""The error over both parameters of a line, and the way taken on it."""

from __future__ import annotations

from textual.app import ComposeResult

from tuitrainer.base.texts import _, mark
from tuitrainer.training.snapshot import Snapshot
from tuitrainer.tui.panels.panel import Panel, View
from tuitrainer.tui.widgets.surface_chart import SurfaceChart


class SurfacePanel(Panel):
    NUMBER = 7
    NAME = "surface"
    TITLE = mark("Error surface")
    HELP = mark("The error for every slope and intercept, seen from above, with the way from the start to where it is.")
    INTERVAL = 0.2

    @classmethod
    def has_content(cls, snapshot: Snapshot) -> bool:
        return any("surface/values" in run.figures for run in snapshot.runs)

    def compose(self) -> ComposeResult:
        yield SurfaceChart(labels=(_("start"), _("now"), _("minimum")), x_label="a", y_label="b")

    def show(self, view: View) -> None:
        self.name_run(view)
        figures = view.run.figures
        if "surface/values" in figures:
            self.query_one(SurfaceChart).set_surface(
                figures["surface/values"],
                figures["surface/path"],
                figures["surface/bounds"],
                figures["surface/minimum"],
            )
