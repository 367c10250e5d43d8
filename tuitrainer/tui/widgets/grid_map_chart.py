"""A small world of cells, their values and the ways through it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tuitrainer.charts.cells import Cells
from tuitrainer.charts.grid_map import draw_grid_map
from tuitrainer.tui.widgets.chart import ChartWidget


class GridMapChart(ChartWidget):
    """Values as colours, actions as arrows."""

    _values: npt.NDArray[np.floating] = np.empty((0, 0))
    _actions: npt.NDArray[np.integer] = np.empty((0, 0), np.int64)
    _signs: npt.NDArray[np.integer] = np.empty((0, 0), np.int64)

    def __init__(self, *, labels: Sequence[tuple[str, str]] = (), id: str | None = None) -> None:  # noqa: A002
        """`labels` are (sign, translated name) for the legend."""
        super().__init__(id=id)
        self._labels = tuple(labels)

    def set_map(
        self,
        values: npt.NDArray[np.floating],
        actions: npt.NDArray[np.integer],
        signs: npt.NDArray[np.integer],
    ) -> None:
        """Show what `tuitrainer.charts.grid_map.draw_grid_map` explains."""
        self._values, self._actions, self._signs = values, actions, signs
        self.redraw()

    def draw(self, width: int, height: int) -> Cells:
        return draw_grid_map(
            width, height, self._values, self._actions, self._signs,
            labels=self._labels, colours=self.colours, mono=self.monochrome,
        )  # fmt: skip
