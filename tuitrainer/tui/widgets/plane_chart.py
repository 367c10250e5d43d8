"""What a classifier says all over a plane."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tuitrainer.charts.cells import Cells
from tuitrainer.charts.plane import draw_plane
from tuitrainer.tui.widgets.chart import ChartWidget


class PlaneChart(ChartWidget):
    """Regions, boundary and points."""

    def __init__(
        self,
        *,
        x_label: str = "",
        y_label: str = "",
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._axis_labels = x_label, y_label
        self._scores: npt.NDArray[np.floating] = np.empty((0, 0))
        self._points: npt.NDArray[np.floating] = np.empty((0, 2))
        self._labels: npt.NDArray[np.integer] = np.empty(0, np.int64)
        self._bounds: Sequence[float] = (0.0, 1.0, 0.0, 1.0)
        self._test_points: npt.NDArray[np.floating] | None = None
        self._test_labels: npt.NDArray[np.integer] | None = None
        self._class_names: Sequence[str] = ()

    def set_field(
        self,
        scores: npt.NDArray[np.floating],
        points: npt.NDArray[np.floating],
        labels: npt.NDArray[np.integer],
        bounds: Sequence[float] | npt.NDArray[np.floating],
        *,
        test_points: npt.NDArray[np.floating] | None = None,
        test_labels: npt.NDArray[np.integer] | None = None,
        class_names: Sequence[str] = (),
    ) -> None:
        """Show what `tuitrainer.charts.plane.draw_plane` explains."""
        self._scores, self._points, self._labels = scores, points, labels
        self._bounds = tuple(float(bound) for bound in bounds)
        self._test_points, self._test_labels = test_points, test_labels
        self._class_names = tuple(class_names)
        self.redraw()

    def draw(self, width: int, height: int) -> Cells:
        x_label, y_label = self._axis_labels
        return draw_plane(
            width, height, self._scores, self._points, self._labels, self._bounds,
            test_points=self._test_points, test_labels=self._test_labels, class_names=self._class_names,
            x_label=x_label, y_label=y_label, colours=self.colours, mono=self.monochrome,
        )  # fmt: skip
