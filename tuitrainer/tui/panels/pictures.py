"""Pictures that a task gives: what it sees, makes or has learnt."""

from __future__ import annotations

from textual.app import ComposeResult

from tuitrainer.base.texts import mark
from tuitrainer.training.snapshot import Snapshot
from tuitrainer.tui.display import pictures_of
from tuitrainer.tui.panels.panel import Panel, View
from tuitrainer.tui.widgets.picture_chart import PictureChart


class PicturesPanel(Panel):
    NUMBER = 7
    NAME = "pictures"
    TITLE = mark("Pictures")
    HELP = mark(
        "What the network sees, makes or has learnt, as small pictures. Grey ones go from 0, black, to 1, white; "
        "coloured ones show numbers below and above 0, all with the same range."
    )
    INTERVAL = 1 / 3

    @classmethod
    def has_content(cls, snapshot: Snapshot) -> bool:
        return any(pictures_of(run) for run in snapshot.runs)

    def compose(self) -> ComposeResult:
        yield PictureChart()

    def show(self, view: View) -> None:
        self.name_run(view)
        self.query_one(PictureChart).set_pictures(pictures_of(view.run))
