"""The verdict, and below it the hints and the solution that the student asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tuitrainer.base.texts import _
from tuitrainer.tui.exercise.panes import Pane
from tuitrainer.tui.exercise.verdict_text import headline, report_content

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.report import Report


class VerdictPane(Pane):
    """Holds what was said last; made anew for another width."""

    def __init__(self, exercise: Exercise) -> None:
        super().__init__("verdict", _("Verdict"))
        self._exercise = exercise
        self._report: Report | None = None
        self._headline = Content("")
        self._verbose = False
        self._drawn_for = 0

    def compose(self) -> ComposeResult:
        yield Static("", id="going", markup=False)
        yield Static("", id="headline", markup=False)
        yield Static("", id="report", markup=False)
        yield Vertical(id="help-given")

    def on_mount(self) -> None:
        self.show_going(None)
        self.query_one("#headline").display = False

    def on_resize(self) -> None:
        if self._report is not None and self._width != self._drawn_for:
            self._draw()

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    def say(self, text: str) -> None:
        """Words in place of a report."""
        self._report = None
        self.query_one("#headline").display = False
        self.query_one("#report", Static).update(text)

    def show_going(self, seconds: float | None) -> None:
        """How long the grading under way has taken, None while there is none. The last report stays below."""
        going = self.query_one("#going", Static)
        going.display = seconds is not None
        if seconds is not None:
            going.update(Content.styled(_("Grading… {seconds} s").format(seconds=f"{seconds:.1f}"), "bold $warning"))

    def show_report(self, report: Report, before: Report | None, following: Exercise | None) -> None:
        """`before` is the report of the last try, `following` what comes next."""
        self._report = report
        self._headline = headline(report, before, following)
        self._draw()
        self.scroll_home(animate=False)

    def show_verbose(self, verbose: bool) -> None:
        self._verbose = verbose
        if self._report is not None:
            self._draw()

    def _draw(self) -> None:
        self._drawn_for = self._width
        if self._report is None or self._width < 1:  # not seen now; its size changes when it is
            return
        above = self.query_one("#headline", Static)
        above.update(self._headline)
        above.display = bool(self._headline.plain)
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
