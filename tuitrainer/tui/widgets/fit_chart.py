"""A learnt function through its points."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer.charts.cells import Cells
from tuitrainer.charts.fit import draw_fit
from tuitrainer.tui.widgets.chart import ChartWidget


class FitChart(ChartWidget):
    """Points, and the line that is learnt from them."""

    _points: npt.NDArray[np.floating] = np.empty((0, 2))
    _line: npt.NDArray[np.floating] = np.empty((0, 2))

    def set_fit(self, points: npt.NDArray[np.floating], line: npt.NDArray[np.floating]) -> None:
        """Show `points` (N, 2) and the line through (M, 2)."""
        self._points, self._line = points, line
        self.redraw()

    def draw(self, width: int, height: int) -> Cells:
        return draw_fit(width, height, self._points, self._line, colours=self.colours, x_label="x", y_label="y")
