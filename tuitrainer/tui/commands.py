"""The command palette in the user's language. Textual's own system commands are English only and are not used."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.command import DiscoveryHit, Hit, Hits
from textual.screen import Screen
from textual.system_commands import SystemCommandsProvider

from tuitrainer.base.texts import _
from tuitrainer.tui.keys import keys_of, place_of

if TYPE_CHECKING:
    from tuitrainer.tui.app import TrainerApp


class Commands(SystemCommandsProvider):
    """What `TrainerApp.get_system_commands` offers, and a line in the user's language where nothing matches."""

    async def discover(self) -> Hits:
        """In the order of `commands_of`: what is used most comes first."""
        for name, help_text, callback, _discover in self.app.get_system_commands(self.screen):
            yield DiscoveryHit(name, callback, help=help_text)

    async def search(self, query: str) -> Hits:
        found = False
        async for hit in super().search(query):
            found = True
            yield hit
        if not found:
            yield Hit(0.0, _("No command matches"), lambda: None)


def commands_of(app: TrainerApp, screen: Screen[object]) -> Iterator[SystemCommand]:
    """Every key of the screen that makes sense without its key, every lab and exercise, and the program's own."""
    place = place_of(screen)
    for key in keys_of(place) if place else ():
        if key.command:
            action = key.action.format(key=key.names[0])
            yield SystemCommand(
                _(key.text), _("Key: {key}").format(key=_(key.caps)), partial(screen.run_action, action), True
            )
    for lab in app.labs:
        title = _("Open the lab: {title}").format(title=lab.title)
        yield SystemCommand(title, lab.summary, partial(app.open_lab, lab.id), True)
    for exercise in app.exercises:
        title = _("Open the exercise: {title}").format(title=exercise.title)
        yield SystemCommand(title, exercise.id, partial(app.open_exercise, exercise), True)
    yield SystemCommand(_("Theme"), _("Choose other colours"), app.action_change_theme)
    motion = _("More motion") if app.settings.reduced_motion else _("Less motion")
    yield SystemCommand(motion, _("Ten frames a second or two, with or without animation"), app.action_toggle_motion)
    yield SystemCommand(_("Picture of the screen"), _("Saves an SVG file"), app.action_picture)
    yield SystemCommand(_("Quit the program"), _("Ends the training too"), app.action_quit)
