"""The application: its screens, themes, settings and commands. Training happens behind links, never in here."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual.app import App, SystemCommand
from textual.command import CommandPalette
from textual.screen import Screen
from textual.theme import ThemeProvider

from tuitrainer.base.errors import UserError
from tuitrainer.base.places import data_directory
from tuitrainer.base.texts import _
from tuitrainer.training.labs import Lab, labs_about, list_labs
from tuitrainer.tui.backpressure import forget_waiting_writes
from tuitrainer.tui.commands import Commands, commands_of
from tuitrainer.tui.course import CourseReader, Listing, read_course
from tuitrainer.tui.exercise.desk import Grading
from tuitrainer.tui.keys import place_of
from tuitrainer.tui.opening import LinkFactory, open_in_process
from tuitrainer.tui.screens.home import HomeScreen
from tuitrainer.tui.settings import Settings, load_settings, save_settings
from tuitrainer.tui.terminal import check_terminal
from tuitrainer.tui.themes import MUTED, THEMES
from tuitrainer.tui.threads import tell

if TYPE_CHECKING:
    from tuitrainer.grading.catalog import Exercise
    from tuitrainer.grading.progress import Standing
    from tuitrainer.training.link.link import Link  # NumPy is not needed to paint the list of labs


class TrainerApp(App[None]):
    """`start_lab` opens a lab (or a recipe file) at once, on top of the list of labs."""

    TITLE = "tuitrainer"
    CSS_PATH = "app.tcss"
    COMMANDS = {Commands}  # noqa: RUF012  Textual's way

    def __init__(
        self,
        start_lab: str | None = None,
        link_factory: LinkFactory = open_in_process,
        labs: Sequence[Lab] | None = None,
        course_reader: CourseReader = read_course,
        grading: Grading | None = None,
    ) -> None:
        super().__init__()
        self.labs = tuple(list_labs() if labs is None else labs)
        self.exercises: tuple[Exercise, ...] = ()
        """Empty until the course has been read, after the first paint."""
        self.link_factory = link_factory
        self._course_reader = course_reader
        self._grading = grading or Grading()
        self.settings = Settings()
        self._start_lab = start_lab
        self._said: set[str] = set()
        for theme in THEMES:
            self.register_theme(theme)
        self._use_settings()

    def _use_settings(self) -> None:
        try:
            self.settings = load_settings()
        except UserError as error:
            self.call_later(self.say_once, str(error))
        if self.settings.theme not in self.available_themes:
            self.settings = replace(self.settings, theme=Settings().theme)
        self.theme = self.settings.theme
        self._use_motion()

    def _use_motion(self) -> None:
        self.animation_level = "none" if self.settings.reduced_motion else "full"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"muted": MUTED}

    def get_default_screen(self) -> Screen[None]:
        self._home = HomeScreen(self.labs)
        self._home.set_class(self._start_lab is not None, "-opening")
        return self._home

    def on_mount(self) -> None:
        if self._start_lab is not None:  # after the first paint, which waits for no charts and no NumPy
            self.call_after_refresh(self.open_lab, self._start_lab)
        self.call_after_refresh(threading.Thread(target=self._read_course, name="read-course", daemon=True).start)

    def _read_course(self) -> None:
        """In a thread: the exercises of a whole course take a while to read."""
        tell(self, self._course_is_read, self._course_reader())

    def _course_is_read(self, listing: Listing) -> None:
        self.exercises = listing.exercises
        if listing.problem:
            self.say_once(listing.problem)
        self._home.show_exercises(listing.exercises)

    def say_once(self, text: str) -> None:
        """A notification that is never repeated."""
        if text not in self._said:
            self._said.add(text)
            self.notify(text, severity="warning", timeout=8, markup=False)

    def watch_theme(self, theme: str) -> None:
        """Remember the theme that the user chose."""
        self._keep(replace(self.settings, theme=theme))

    def _keep(self, settings: Settings) -> None:
        if settings == self.settings:
            return
        self.settings = settings
        try:
            save_settings(settings)
        except UserError as error:
            self.say_once(str(error))

    # -- labs --------------------------------------------------------------------------------------------------------

    def open_lab(self, name: str) -> None:
        """Show the training screen of a lab, in place of the one that is shown."""
        from tuitrainer.tui.screens.training import TrainingScreen  # noqa: PLC0415  home is painted without it

        screen = TrainingScreen(name, self.link_factory, next((lab for lab in self.labs if lab.id == name), None))
        self._show(screen)

    def _show(self, screen: Screen[None]) -> None:
        """Home stays below; of labs and exercises one is open at a time."""
        if place_of(self.screen) in ("training", "exercise"):
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def show_text(self, markdown: str) -> None:
        from tuitrainer.tui.screens.text import TextScreen  # noqa: PLC0415  Markdown takes a while to import

        self.push_screen(TextScreen(markdown))

    def retire(self, link: Link) -> None:
        """End a training without waiting for it: the thread outlives the display, and the program waits for it."""
        threading.Thread(target=link.close, name="close-link").start()

    # -- exercises ---------------------------------------------------------------------------------------------------

    def open_exercise(self, exercise: Exercise) -> None:
        """Show the screen of an exercise, in place of the one that is shown."""
        from tuitrainer.tui.screens.exercise import ExerciseScreen  # noqa: PLC0415  home is painted without it

        self._show(ExerciseScreen(exercise, self._grading))

    def open_exercise_of(self, lab: Lab | None) -> None:
        """The exercise that a lab illustrates; None where there is no lab."""
        exercise = self.exercise_of(lab) if lab is not None else None
        if exercise is None:
            self.notify(_("No exercise goes with this lab."))
        else:
            self.open_exercise(exercise)

    def labs_of(self, exercise: Exercise) -> tuple[Lab, ...]:
        """The labs that illustrate it."""
        return labs_about(exercise.id, exercise.course, self.labs)

    def standing_of(self, exercise: Exercise) -> Standing | None:
        """How far the student is with it, as home saw it last."""
        return self._home.standings.get(exercise.id)

    def exercise_of(self, lab: Lab) -> Exercise | None:
        """The exercise that a lab illustrates; None where there is none, or another course is in force."""
        same = (exercise for exercise in self.exercises if exercise.id == lab.exercise)
        return next((exercise for exercise in same if not exercise.course), None)

    # -- actions -----------------------------------------------------------------------------------------------------

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield from commands_of(self, screen)

    def action_command_palette(self) -> None:
        if not CommandPalette.is_open(cast("App[object]", self)):
            self.push_screen(CommandPalette(placeholder=_("Search for a command…"), id="--command-palette"))

    def search_themes(self) -> None:
        self.push_screen(CommandPalette(providers=[ThemeProvider], placeholder=_("Search for a theme…")))

    def action_help(self) -> None:
        from tuitrainer.tui.screens.help import HelpScreen  # noqa: PLC0415  imports every panel

        self.push_screen(HelpScreen(place_of(self.screen) or "home"))

    def action_help_quit(self) -> None:
        """Ctrl+C, which may have been meant to copy: say what quits."""
        self.notify(_("Ctrl+Q quits."), markup=False)

    def action_toggle_motion(self) -> None:
        self._keep(replace(self.settings, reduced_motion=not self.settings.reduced_motion))
        self._use_motion()

    def action_picture(self) -> None:
        """Save what is on the screen, without the palette that asked for it."""
        self.set_timer(0.2, self._save_picture)

    def _save_picture(self) -> None:
        directory = data_directory() / "pictures"
        try:
            directory.mkdir(parents=True, exist_ok=True)
            path = self.save_screenshot(path=str(directory))
        except OSError as error:
            self.notify(_("The picture can't be saved: {reason}").format(reason=error), severity="error", markup=False)
        else:
            self.notify(_("Saved as {path}").format(path=path), markup=False)

    async def action_quit(self) -> None:
        """At once, whatever the terminal has still to be sent."""
        forget_waiting_writes(self)
        self.exit()


def run(lab: str | None = None, exercises: Path | None = None) -> None:
    """Show the TUI until the user leaves it; `exercises` is a folder of them, in place of the course's own.

    Raises UserError where this terminal can't show it.
    """
    problem = check_terminal(sys.stdin, sys.stdout, sys.stderr)
    if problem is not None:
        raise UserError(problem)
    TrainerApp(lab, course_reader=partial(read_course, exercises)).run()
