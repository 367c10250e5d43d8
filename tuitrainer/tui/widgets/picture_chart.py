"""Small pictures side by side."""

from __future__ import annotations

from collections.abc import Sequence

from tuitrainer.charts.cells import Cells
from tuitrainer.charts.pictures import Picture, draw_pictures
from tuitrainer.tui.widgets.chart import ChartWidget


class PictureChart(ChartWidget):
    """Pictures under their captions, as large as there is room for."""

    _pictures: Sequence[Picture] = ()

    def set_pictures(self, pictures: Sequence[Picture]) -> None:
        """Show them row by row, in this order."""
        self._pictures = tuple(pictures)
        self.redraw()

    def draw(self, width: int, height: int) -> Cells:
        return draw_pictures(width, height, self._pictures, colours=self.colours, mono=self.monochrome)
