"""One table of keys: bindings, footer and help say the same, and every key does something."""

from __future__ import annotations

from collections import Counter

import pytest
from textual.binding import Binding
from textual.keys import _character_to_key
from textual.screen import Screen

from tuitrainer.tui.app import TrainerApp
from tuitrainer.tui.keys import KEYS, Place, bindings_of, footer_of, keys_of
from tuitrainer.tui.screens.exercise import ExerciseScreen
from tuitrainer.tui.screens.help import help_text
from tuitrainer.tui.screens.home import HomeScreen
from tuitrainer.tui.screens.training import TrainingScreen

SCREENS: dict[Place, type[Screen[None]]] = {"home": HomeScreen, "training": TrainingScreen, "exercise": ExerciseScreen}
PLACES = tuple(SCREENS)
PLAIN = {"enter", "space", "tab", "shift+tab", "escape", "up", "down", "left", "right", "pageup", "pagedown"}


@pytest.mark.parametrize("place", PLACES)
def test_no_key_is_bound_twice(place: Place) -> None:
    names = Counter(name for key in keys_of(place) for name in key.names)
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("place", PLACES)
def test_bindings_are_the_table(place: Place) -> None:
    bound = {(binding.key, binding.action) for binding in bindings_of(place) if isinstance(binding, Binding)}
    assert bound == {(name, key.action.format(key=name)) for key in keys_of(place) for name in key.names}
    assert bindings_of(place) == SCREENS[place].BINDINGS


@pytest.mark.parametrize("place", PLACES)
def test_every_action_exists(place: Place) -> None:
    for key in keys_of(place):
        target: type = TrainerApp if key.action.startswith("app.") else SCREENS[place]
        name = key.action.removeprefix("app.").partition("(")[0]
        assert callable(getattr(target, f"action_{name}", None)), key


@pytest.mark.parametrize("place", PLACES)
def test_help_names_every_key(place: Place) -> None:
    text = help_text(place).plain
    for key in keys_of(place):
        assert key.caps in text
        assert key.text in text


@pytest.mark.parametrize("place", PLACES)
def test_the_footer_is_the_table_when_there_is_room(place: Place) -> None:
    words = {words for _caps, words, _action in footer_of(place, 1000)}
    assert words == {key.footer for key in keys_of(place) if key.footer}
    actions = {key.action.format(key=key.names[0]) for key in keys_of(place)}
    assert {action for _caps, _words, action in footer_of(place, 1000)} <= actions


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("width", [20, 40, 80, 120, 200])
def test_the_footer_fits_and_always_shows_help_and_the_way_out(place: Place, width: int) -> None:
    entries = footer_of(place, width)
    assert len("  ".join(f"{caps} {words}" for caps, words, _action in entries)) <= width
    assert {"?", "q"} <= {caps for caps, _words, _action in entries}


def test_only_keys_that_every_terminal_sends() -> None:
    for key in KEYS:
        for name in key.names:
            printable = any(_character_to_key(chr(code)) == name for code in range(33, 127))
            assert printable or name in PLAIN, name
