"""The error over two parameters, and the way taken on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tuitrainer.charts.cells import Cells
from tuitrainer.charts.surface import draw_surface
from tuitrainer.tui.widgets.chart import ChartWidget


class SurfaceChart(ChartWidget):
    """A map of the error, seen from above."""

    def __init__(
        self,
        *,
        labels: tuple[str, str, str] = ("", "", ""),
        x_label: str = "",
        y_label: str = "",
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """`labels` are the translated words for the start, the present point and the minimum, or nothing."""
        super().__init__(name=name, id=id, classes=classes)
        self._point_labels = labels
        self._axis_labels = x_label, y_label
        self._values: npt.NDArray[np.floating] = np.empty((0, 0))
        self._path: npt.NDArray[np.floating] = np.empty((0, 2))
        self._bounds: Sequence[float] = (0.0, 1.0, 0.0, 1.0)
        self._minimum: Sequence[float] = (np.nan, np.nan)

    def set_surface(
        self,
        values: npt.NDArray[np.floating],
        path: npt.NDArray[np.floating],
        bounds: Sequence[float] | npt.NDArray[np.floating],
        minimum: Sequence[float] | npt.NDArray[np.floating],
    ) -> None:
        """Show what `tuitrainer.charts.surface.draw_surface` explains."""
        self._values, self._path = values, path
        self._bounds = tuple(float(bound) for bound in bounds)
        self._minimum = tuple(float(part) for part in minimum)
        self.redraw()

    def draw(self, width: int, height: int) -> Cells:
        x_label, y_label = self._axis_labels
        return draw_surface(
            width, height, self._values, self._path, self._bounds, self._minimum,
            labels=self._point_labels, x_label=x_label, y_label=y_label, colours=self.colours, mono=self.monochrome,
        )  # fmt: skip
