"""Every key of the program, once. Bindings, footer, help screen and command palette are all made from this table.

Only keys that every plain terminal sends: letters, digits, signs, arrows, Page up and down, Enter, Escape, Tab
and Space.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from textual.binding import Binding, BindingType
from textual.screen import Screen

from tuitrainer.base.texts import _, mark

Place = Literal["home", "training", "exercise"]
"""A screen that has keys of its own, as its PLACE; the keys of a place "" work on all."""


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that a key does, or several keys that do it. `caps`, `text` and `footer` are translated when shown."""

    names: tuple[str, ...]
    """As Textual names them."""
    caps: str
    """As printed in help and footer."""
    action: str
    """Textual's action, with ``{key}`` where the key pressed is the argument."""
    text: str
    place: Place | Literal[""] = "training"
    footer: str = ""
    """One or two words for the footer; empty keeps the key out of it. Neighbours with equal words share one entry."""
    rank: int = 9
    """Which footer entries stay when there is little room: small ones first."""
    command: bool = True
    """Whether the command palette offers it too."""

    def bindings(self) -> Iterator[Binding]:
        for name in self.names:
            yield Binding(name, self.action.format(key=name), _(self.text), show=False)


KEYS: tuple[Key, ...] = (
    Key(("enter",), mark("Enter"), "open", mark("Open the lab or exercise"), "home", mark("Open"), 1, command=False),
    Key(("up", "k"), "↑", "previous", mark("Previous entry"), "home", mark("Choose"), 2, command=False),
    Key(("down", "j"), "↓", "next", mark("Next entry"), "home", mark("Choose"), 2, command=False),
    Key(("n",), "n", "next_exercise", mark("Open the next exercise"), "home", mark("Next"), 5),
    Key(("space",), mark("Space"), "play_pause", mark("Play or pause"), footer=mark("Play"), rank=1),
    Key(("s",), "s", "step", mark("One training step"), footer=mark("Step"), rank=3),
    Key(("right",), "→", "step", mark("One training step"), command=False),
    Key(("e",), "e", "epoch", mark("To the end of the epoch"), footer=mark("Epoch"), rank=7),
    Key(("r",), "r", "restart", mark("Start again with the same seed"), footer=mark("Restart"), rank=4),
    Key(("minus",), "-", "speed(-1)", mark("Slower"), footer=mark("Speed"), rank=4),
    Key(("plus", "equals_sign"), "+", "speed(1)", mark("Faster"), footer=mark("Speed"), rank=4),
    Key(("left_square_bracket",), "[", "rate(0.5)", mark("Halve the learning rate"), footer=mark("Rate"), rank=4),
    Key(("right_square_bracket",), "]", "rate(2.0)", mark("Double the learning rate"), footer=mark("Rate"), rank=4),
    Key(("l",), "l", "ask_rate", mark("Type a learning rate"), rank=9),
    Key(("n",), "n", "next_run", mark("Details of the next run"), footer=mark("Run"), rank=6),
    Key(tuple("123456789"), "1-9", "panel({key})", mark("Show a panel"), footer=mark("Panel"), rank=5, command=False),
    Key(("tab",), mark("Tab"), "next_panel(1)", mark("Next panel"), command=False),
    Key(("shift+tab",), mark("Shift+Tab"), "next_panel(-1)", mark("Previous panel"), command=False),
    Key(("m",), "m", "maximise", mark("One panel alone, or all again"), footer=mark("Maximise"), rank=7),
    Key(("c",), "c", "logarithmic", mark("Logarithmic axis on or off"), footer=mark("Log"), rank=8),
    Key(("up", "k"), "↑", "move(-1)", mark("Weights of the layer before, or text upwards"), command=False),
    Key(("down", "j"), "↓", "move(1)", mark("Weights of the layer after, or text downwards"), command=False),
    Key(("w",), "w", "save", mark("Save the weights"), footer=mark("Save"), rank=8),
    Key(("x",), "x", "exercise", mark("Open the exercise that this lab illustrates"), footer=mark("Exercise"), rank=8),
    Key(("g",), "g", "grade", mark("Grade your file"), "exercise", mark("Grade"), 1),
    Key(("i",), "i", "hint", mark("One more hint"), "exercise", mark("Hint"), 2),
    Key(
        ("tab",),
        mark("Tab"),
        "switch(1)",
        mark("Statement, verdict or changes"),
        "exercise",
        mark("Switch"),
        3,
        command=False,
    ),
    Key(
        ("shift+tab",),
        mark("Shift+Tab"),
        "switch(-1)",
        mark("Statement, verdict or changes"),
        "exercise",
        command=False,
    ),
    Key(("w",), "w", "watch", mark("Grade at every save, or no longer"), "exercise", mark("Watch"), 4),
    Key(("d",), "d", "changes", mark("What changed in your file"), "exercise", mark("Changes"), 5),
    Key(("n",), "n", "next_exercise", mark("Open the next exercise"), "exercise", mark("Next"), 5),
    Key(("t",), "t", "alone", mark("Statement alone, or both again"), "exercise", mark("Statement"), 6),
    Key(("s",), "s", "solution", mark("Reference solution"), "exercise", mark("Solution"), 7),
    Key(("l",), "l", "lab", mark("Open the lab that illustrates this exercise"), "exercise", mark("Lab"), 7),
    Key(("v",), "v", "verbose", mark("More figures in the verdict, or fewer"), "exercise", mark("Figures"), 8),
    Key(("c",), "c", "create", mark("Make a workspace with starters"), "exercise", mark("Workspace"), 9),
    Key(("up", "k"), "↑", "scroll(-1)", mark("Scroll up and down"), "exercise", command=False),
    Key(("down", "j"), "↓", "scroll(1)", mark("Scroll up and down"), "exercise", command=False),
    Key(("pageup",), mark("Page up"), "page(-1)", mark("Scroll by a page"), "exercise", command=False),
    Key(("pagedown", "space"), mark("Page down"), "page(1)", mark("Scroll by a page"), "exercise", command=False),
    Key(("left",), "←", "sideways(-1)", mark("Code and tables that are too wide"), "exercise", command=False),
    Key(("right",), "→", "sideways(1)", mark("Code and tables that are too wide"), "exercise", command=False),
    Key(("t",), "t", "lab_text", mark("Text of the lab"), footer=mark("Text"), rank=6),
    Key(("t",), "t", "text", mark("Text of the lab or exercise"), "home", mark("Text"), 6),
    Key(("p",), "p", "app.command_palette", mark("Commands and themes"), "", mark("Commands"), 7, command=False),
    Key(("question_mark", "h"), "?", "app.help", mark("Help"), "", mark("Help"), 0),
    Key(("q", "escape"), "q", "leave", mark("Back to the labs"), "training", mark("Back"), 0),
    Key(("q", "escape"), "q", "leave", mark("Back to the list"), "exercise", mark("Back"), 0),
    Key(("q",), "q", "app.quit", mark("Quit"), "home", mark("Quit"), 0),
)


def place_of(screen: Screen[Any]) -> Place | None:
    """Which keys a screen has; None for dialogs, which have their own."""
    return getattr(screen, "PLACE", None)


def keys_of(place: Place) -> tuple[Key, ...]:
    """What is bound on a screen, in the order of the table."""
    return tuple(key for key in KEYS if key.place in (place, ""))


def bindings_of(place: Place) -> list[BindingType]:
    """For a screen's BINDINGS. Translates, so the language is chosen before screens are imported."""
    return [binding for key in keys_of(place) for binding in key.bindings()]


def footer_of(place: Place, width: int) -> list[tuple[str, str, str]]:
    """(keys as printed, words, action of the first) of what fits in `width` cells, in the order of the table.

    Entries take two cells between them. Those of the lowest rank stay; of equal rank, the earlier ones.
    """
    entries: list[tuple[str, str, str, int]] = []
    for key in keys_of(place):
        words = _(key.footer) if key.footer else ""
        if not words:
            continue
        caps = _(key.caps)
        if entries and entries[-1][1] == words:
            before = entries.pop()
            gap = "" if len(before[0]) == len(caps) == 1 else " "
            entries.append((f"{before[0]}{gap}{caps}", words, before[2], before[3]))
        else:
            entries.append((caps, words, key.action.format(key=key.names[0]), key.rank))
    kept: set[int] = set()
    room = width
    for index in sorted(range(len(entries)), key=lambda index: entries[index][3]):
        room -= len(entries[index][0]) + 1 + len(entries[index][1]) + 2
        if room < -2:
            break
        kept.add(index)
    return [entries[index][:3] for index in sorted(kept)]
