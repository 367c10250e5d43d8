"""The first screen: the labs and exercises of the course, what each is about, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tuitrainer.base.errors import UserError
from tuitrainer.base.texts import _
from tuitrainer.training.labs import Lab
from tuitrainer.tui.course import read_standings
from tuitrainer.tui.home_list import exercise_options, lab_options
from tuitrainer.tui.key_footer import KeyFooter
from tuitrainer.tui.keys import Place, bindings_of
from tuitrainer.tui.way_text import exercise_text, lab_text, next_line, passed_in

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.progress import Standing
    from tuitrainer.tui.app import TrainerApp

LOGO = "▂▄▆█ tuitrainer"
WIDE = 72
"""Columns from which the text of an entry stands beside the list."""
REST = 0.1
"""Seconds that the cursor has to rest before a text is laid out, which for a long one takes longer than that."""


class HomeScreen(Screen[None]):
    """A list of titles; beside it, where there is room, the text of the entry that the cursor is on.

    With the class -opening, nothing but the banner until another screen has covered this one.
    """

    PLACE: ClassVar[Place] = "home"
    BINDINGS = bindings_of(PLACE)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]  # noqa: RUF012

    app: TrainerApp

    def __init__(self, labs: Sequence[Lab]) -> None:
        super().__init__()
        self._labs = tuple(labs)
        self._exercises: tuple[Exercise, ...] = ()
        self.standings: Mapping[str, Standing] = {}
        """How far the student is, by exercise, when this screen was last shown."""
        self._previewed = ""
        self._resting: Timer | None = None

    def compose(self) -> ComposeResult:
        slogan = _("Train a neural network and watch what happens inside it.")
        yield Static(Content.assemble((LOGO, "bold $primary"), "  ", (slogan, "$muted")), id="banner")
        with Horizontal(id="home-body"):
            with Vertical(id="home-left"):
                yield OptionList(id="entries")
                yield Static(self._advice(), id="next", markup=False)
            yield VerticalScroll(id="preview", can_focus=False, classes="scroll")
        yield KeyFooter(self.PLACE)

    def _advice(self) -> str:
        if not self._labs:
            return _("There are no labs here. The installation seems to be incomplete.")
        if self._exercises and self.standings:
            return next_line(self._exercises, self.standings)
        if self._exercises:
            return _("Enter opens a lab or an exercise, n the next exercise. New here? Begin with lab 1.")
        return _("Enter opens a lab, Space then starts the training. New here? Begin with lab 1.")

    def on_mount(self) -> None:
        self.query_one("#entries", OptionList).focus()

    def on_screen_suspend(self) -> None:
        self.remove_class("-opening")

    def on_screen_resume(self) -> None:
        """What was done in an exercise shows when its screen is left."""
        if self._exercises:
            self._show_progress()

    def show_exercises(self, exercises: Sequence[Exercise]) -> None:
        """Below the labs, once they have been read."""
        self._exercises = tuple(exercises)
        if exercises:
            self._show_progress()

    def _show_progress(self) -> None:
        """In the list, in the line below it, and in the text of the entry that the cursor is on."""
        self._read_standings()
        self._show_entries()
        self._previewed = ""
        self.call_after_refresh(self._show_preview)

    def _read_standings(self) -> None:
        try:
            self.standings = read_standings(self._exercises[0].course)
        except UserError as error:
            self.app.say_once(str(error))
        self.query_one("#next", Static).update(self._advice())

    @on(OptionList.OptionSelected, "#entries")
    def _selected(self) -> None:
        self.action_open()

    @on(OptionList.OptionHighlighted, "#entries")
    def _highlighted(self) -> None:
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST, self._show_preview)

    def on_resize(self, event: Resize) -> None:
        self._show_entries(event.size.width >= WIDE)
        self.call_after_refresh(self._show_preview)

    def _show_entries(self, wide: bool | None = None) -> None:
        wide = self.size.width >= WIDE if wide is None else wide
        _replace_options(
            self.query_one("#entries", OptionList),
            [*lab_options(self._labs, wide), *exercise_options(self._exercises, self.standings)],
        )

    async def _show_preview(self) -> None:
        """Markdown takes a while to import, so it comes after the first paint and only where it is seen."""
        chosen = self._chosen
        if chosen is None or chosen.id == self._previewed or not self.has_class("-wide"):
            return
        from textual.widgets import Markdown  # noqa: PLC0415

        self._previewed = chosen.id
        preview = self.query_one("#preview", VerticalScroll)
        shown = preview.query(Markdown)
        if shown:
            await shown.first().update(self._text(chosen))
        else:
            await preview.mount(Markdown(self._text(chosen), open_links=False))
        preview.scroll_home(animate=False)

    @property
    def _chosen(self) -> Lab | Exercise | None:
        """What the cursor is on."""
        option = self.query_one("#entries", OptionList).highlighted_option
        kind, _colon, name = (option.id or "").partition(":") if option is not None else ("", "", "")
        entries: Sequence[Lab | Exercise] = self._labs if kind == "lab" else self._exercises
        return next((entry for entry in entries if entry.id == name), None)

    def action_open(self) -> None:
        chosen = self._chosen
        if isinstance(chosen, Lab):
            self.app.open_lab(chosen.id)
        elif chosen is not None:
            self.app.open_exercise(chosen)

    def action_previous(self) -> None:
        self.query_one("#entries", OptionList).action_cursor_up()

    def action_next(self) -> None:
        self.query_one("#entries", OptionList).action_cursor_down()

    def action_text(self) -> None:
        if self._chosen is not None:
            self.app.show_text(self._text(self._chosen))

    def action_next_exercise(self) -> None:
        from tuitrainer.grading.catalog import next_exercise  # noqa: PLC0415  not before the first paint

        following = next_exercise(self._exercises, passed_in(self.standings))
        if following is None:
            self.notify(_("There is no other exercise that is not passed."))
        else:
            self.app.open_exercise(following)

    def _text(self, entry: Lab | Exercise) -> str:
        if not isinstance(entry, Lab):
            return exercise_text(entry, self._exercises, self.standings, self.app.labs_of(entry))
        exercise = self.app.exercise_of(entry)
        return lab_text(entry, exercise, self.standings.get(exercise.id) if exercise is not None else None)


def _replace_options(shown: OptionList, options: Iterable[Option]) -> None:
    """Put up `options` and leave cursor and scrolling where they are, as far as the entries are the same."""
    options = list(options)
    for old, new in zip(shown.options, options, strict=False):
        if old.id != new.id:
            shown.clear_options()
            break
    for index, new in enumerate(options[: shown.option_count]):
        if shown.options[index].prompt != new.prompt:
            shown.replace_option_prompt_at_index(index, new.prompt)
    shown.add_options(options[shown.option_count :])
    if shown.highlighted is None:
        shown.action_first()
