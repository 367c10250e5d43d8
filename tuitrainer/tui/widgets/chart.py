"""The shell around every chart: it keeps what was drawn for its size and numbers and gives Textual finished lines."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.theme import Theme
from textual.widget import Widget

from tuitrainer.charts.cells import NO_COLOUR, Cells
from tuitrainer.charts.palette import DARK, LIGHT, Colours


class ChartWidget(Widget):
    """A chart that fills its place. A subclass keeps the numbers, says `redraw` when they change, and draws them."""

    ALLOW_MAXIMIZE = True
    ALLOW_SELECT = False
    DEFAULT_CSS = "ChartWidget { width: 1fr; height: 1fr; }"

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name=name, id=id, classes=classes)
        self._cells: Cells | None = None
        self._styles: dict[tuple[int, int], Style] = {}
        self._base = Style()

    def draw(self, width: int, height: int) -> Cells:
        """The chart in width x height cells, which may be 0."""
        raise NotImplementedError

    @property
    def colours(self) -> Colours:
        """Series and axes for the theme in force, on this widget's background."""
        colours = DARK if self.app.current_theme.dark else LIGHT
        background = self.background_colors[1]
        if background.ansi is not None or background.a < 1:  # the terminal's own colour: not known
            return colours
        return replace(colours, background=background.r << 16 | background.g << 8 | background.b)

    @property
    def monochrome(self) -> bool:
        """Whether colours are shown as greys (NO_COLOR)."""
        return self.app.no_color

    def redraw(self) -> None:
        """Draw the numbers anew and repaint the rows that look different, if there are any."""
        old, self._cells = self._cells, None
        if not self.is_attached or not self.size:
            return
        new = self._cells = self.draw(*self.size).with_longer_runs()
        if old is None or (old.width, old.height) != (new.width, new.height):
            self.refresh()
            return
        changed = (
            (old.characters != new.characters) | (old.foreground != new.foreground) | (old.background != new.background)
        ).any(axis=1)
        regions, row = [], 0
        for is_changed, rows in groupby(changed.tolist()):
            count = sum(1 for _row in rows)
            if is_changed:
                # Whole rows: Textual would write a row once for each of several regions in it.
                regions.append(Region(0, row, new.width, count))
            row += count
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        if self._cells is None or (self._cells.width, self._cells.height) != (width, height):
            self._cells = self.draw(width, height).with_longer_runs()
        base = self.rich_style
        if base != self._base:
            self._base, self._styles = base, {}
        if not 0 <= y < height:
            return Strip.blank(width, base)
        segments = [
            Segment(text, self._style(foreground, background)) for text, foreground, background in self._cells.runs(y)
        ]
        return Strip(segments, width)

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, self._use_theme)

    def _use_theme(self, _theme: Theme) -> None:
        self._cells = None
        self.refresh()

    def _style(self, foreground: int, background: int) -> Style:
        """Every segment has a style with the widget's background in it: NO_COLOR ends the program without one."""
        style = self._styles.get((foreground, background))
        if style is None:
            style = self._styles[foreground, background] = self._base + Style(
                color=_colour(foreground), bgcolor=_colour(background)
            )
        return style


def _colour(colour: int) -> Color | None:
    return None if colour == NO_COLOUR else Color.from_rgb(*(int(colour) >> shift & 255 for shift in (16, 8, 0)))
