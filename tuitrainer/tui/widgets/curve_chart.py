"""Curves over training steps."""

from __future__ import annotations

from collections.abc import Sequence

from textual.reactive import reactive

from tuitrainer.charts.cells import Cells
from tuitrainer.charts.curve import Line, draw_curves
from tuitrainer.tui.widgets.chart import ChartWidget


class CurveChart(ChartWidget):
    """Lines with a legend, and dotted lines where something was changed. `log_y` makes the scale logarithmic."""

    log_y: reactive[bool] = reactive(False, repaint=False)

    def __init__(
        self, *, x_label: str = "", whole_steps: bool = True, name: str | None = None,
        id: str | None = None, classes: str | None = None,  # noqa: A002
    ) -> None:  # fmt: skip
        """`x_label` is the translated word for a training step, or nothing; without `whole_steps` x is any number."""
        super().__init__(name=name, id=id, classes=classes)
        self._x_label, self._whole_steps = x_label, whole_steps
        self._lines: Sequence[Line] = ()
        self._marks: Sequence[tuple[int, str]] = ()

    def set_lines(
        self, lines: Sequence[Line], marks: Sequence[tuple[int, str]] = (), x_label: str | None = None
    ) -> None:
        """Show `lines`, the last one on top, and `marks` as (step, short translated text)."""
        self._lines, self._marks = tuple(lines), tuple(marks)
        self._x_label = self._x_label if x_label is None else x_label
        self.redraw()

    def watch_log_y(self) -> None:
        self.redraw()

    def draw(self, width: int, height: int) -> Cells:
        return draw_curves(
            width, height, self._lines, log_y=self.log_y, marks=self._marks, x_label=self._x_label,
            whole_steps=self._whole_steps, colours=self.colours,
        )  # fmt: skip
