"""A matrix of weights or gradients as colours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer.charts.cells import Cells
from tuitrainer.charts.heatmap import draw_heatmap
from tuitrainer.tui.widgets.chart import ChartWidget


class HeatmapChart(ChartWidget):
    """The matrix over a bar that tells which colour stands for which number."""

    _matrix: npt.NDArray[np.floating] = np.empty((0, 0))
    _low, _high, _signed = 0.0, 0.0, True

    def set_matrix(self, matrix: npt.NDArray[np.floating], low: float, high: float, signed: bool = True) -> None:
        """Show (R, C) numbers from `low` to `high`; `signed` ones with 0 in the middle of the colours."""
        self._matrix, self._low, self._high, self._signed = matrix, low, high, signed
        self.redraw()

    def draw(self, width: int, height: int) -> Cells:
        colours = self.colours
        return draw_heatmap(
            width, height, self._matrix, colours=colours, low=self._low, high=self._high, signed=self._signed,
            colour_map=colours.signed_map if self._signed else "viridis", mono=self.monochrome, bar=True,
        )  # fmt: skip
