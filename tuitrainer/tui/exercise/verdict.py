"""The verdict, and below it the hints and the solution that the student asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tuitrainer.base.texts import _
from tuitrainer.tui.exercise.panes import Pane
from tuitrainer.tui.exercise.verdict_text import content_of, report_content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.formats.text import Line
    from tuitrainer.grading.report import Report

SLOW = 0.3
"""Seconds after which a grading is worth a word; a quick verdict is there without anything flickering before."""


class VerdictPane(Pane):
    """Holds what was said last; made anew for another width."""

    def __init__(self, exercise: Exercise) -> None:
        super().__init__("verdict", _("Verdict"))
        self._exercise = exercise
        self._report: Report | None = None
        self._headline: Sequence[Line] = ()
        self._verbose = False
        self._drawn_for = 0

    def compose(self) -> ComposeResult:
        yield Static("", id="going", markup=False)
        yield Static("", id="headline", markup=False)
        yield Static("", id="report", markup=False)
        yield Vertical(id="help-given")

    def on_mount(self) -> None:
        self.query_one("#going").display = False
        self._cover_or_show()

    def on_resize(self) -> None:
        if self._report is not None and self._width != self._drawn_for:
            self._draw()

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    def say(self, text: str) -> None:
        """Words in place of a report."""
        self._report, self._headline = None, ()
        self.query_one("#report", Static).update(text)
        self._cover_or_show()

    def show_going(self, seconds: float | None) -> None:
        """How long the grading under way has taken, None while there is none. The verdict of before gives way to it."""
        going, is_slow = self.query_one("#going", Static), seconds is not None and seconds >= SLOW
        if is_slow:
            going.update(Content.styled(_("Grading… {seconds} s").format(seconds=f"{seconds:.1f}"), "bold $warning"))
        if is_slow != going.display:
            going.display = is_slow
            self._cover_or_show()

    def _cover_or_show(self) -> None:
        """Headline and report are seen unless they speak of the file as it was."""
        is_going = self.query_one("#going").display
        self.query_one("#headline").display = bool(self._headline) and not is_going
        self.query_one("#report").display = not is_going

    def show_report(self, report: Report, headline: Sequence[Line]) -> None:
        """`headline` stands above it."""
        self._report, self._headline = report, headline
        self._draw()
        self._cover_or_show()
        self.scroll_home(animate=False)

    def show_verbose(self, verbose: bool) -> None:
        self._verbose = verbose
        if self._report is not None:
            self._draw()

    def _draw(self) -> None:
        self._drawn_for = self._width
        if self._report is None or self._width < 1:  # not seen now; its size changes when it is
            return
        above = Content("\n").join(content_of(line, self._width, 2) for line in self._headline)
        self.query_one("#headline", Static).update(above)
        shown = report_content(self._report, self._exercise, self._width, self._verbose)
        self.query_one("#report", Static).update(shown)

    def show_hints(self, count: int) -> None:
        """The first `count` hints; those shown before stay."""
        total = len(self._exercise.definition.hints)
        given = self.query_one("#help-given", Vertical)
        for number in range(len(given.query(".hint")) + 1, min(count, total) + 1):
            heading = _("Hint {number} of {total}").format(number=number, total=total)
            hint = Content.assemble((heading, "bold $accent"), "\n", self._exercise.hint(number))
            self._give(Static(hint, classes="hint"))

    def show_solution(self, code: str) -> None:
        """The reference solution; once is enough."""
        from textual.highlight import highlight  # noqa: PLC0415  Pygments takes a while to import

        shown = self.query("#solution")
        if shown:
            self._bring_up(shown.first(Static))
            return
        heading = Content.styled(_("Reference solution"), "bold $accent")
        content = Content("\n").join([heading, highlight(code, language="python")])
        self._give(Static(content, id="solution"))

    def _give(self, help_given: Static) -> None:
        self.query_one("#help-given", Vertical).mount(help_given)
        self.call_after_refresh(self._bring_up, help_given)  # it has no place before

    def _bring_up(self, what: Static) -> None:
        self.call_after_refresh(self.scroll_to_widget, what, animate=False, top=True)
