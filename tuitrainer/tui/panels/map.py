"""What each place of a small world is worth, and which way the policy goes there."""

from __future__ import annotations

from textual.app import ComposeResult

from tuitrainer.base.texts import _, mark
from tuitrainer.training.snapshot import Snapshot
from tuitrainer.tui.panels.panel import Panel, View
from tuitrainer.tui.widgets.grid_map_chart import GridMapChart


class MapPanel(Panel):
    NUMBER = 7
    NAME = "map"
    TITLE = mark("Map")
    HELP = mark(
        "The world from above: the arrow is the policy's most likely move, the colour and the number are the return to "
        "be expected from there, light where it is high."
    )
    INTERVAL = 0.2

    @classmethod
    def has_content(cls, snapshot: Snapshot) -> bool:
        return any("map/values" in run.figures for run in snapshot.runs)

    def compose(self) -> ComposeResult:
        yield GridMapChart(labels=(("S", _("start")), ("G", _("goal")), ("X", _("pit")), ("█", _("wall"))))

    def show(self, view: View) -> None:
        self.name_run(view)
        figures = view.run.figures
        if "map/values" in figures:
            self.query_one(GridMapChart).set_map(figures["map/values"], figures["map/actions"], figures["map/signs"])
