"""Histograms of gradients, one for each layer."""

from __future__ import annotations

from collections.abc import Sequence

from tuitrainer.charts.cells import Cells
from tuitrainer.charts.histogram import HistogramRow, draw_histograms
from tuitrainer.tui.widgets.chart import ChartWidget


class HistogramChart(ChartWidget):
    """Layer under layer over one logarithmic axis."""

    _rows: Sequence[HistogramRow] = ()

    def set_rows(self, rows: Sequence[HistogramRow]) -> None:
        """Show `rows` from the top; their labels and notes are translated already."""
        self._rows = tuple(rows)
        self.redraw()

    def draw(self, width: int, height: int) -> Cells:
        return draw_histograms(width, height, self._rows, colours=self.colours)
