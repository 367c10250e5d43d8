"""Errors that a user can act on: what was wrong, where, what is accepted, the nearest valid name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tuitrainer.base.texts import _


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, as a value: it can be collected, sorted, printed or put in JSON."""

    message: str
    """One plain sentence without its final full stop, already in the user's language."""
    place: str = ""
    """Where: a path in a recipe (``network.layers[1].units``), a file, an option. Empty when there is none."""
    accepted: tuple[str, ...] = ()
    """What would have been accepted instead."""
    nearest: str | None = None
    """The accepted name that looks most like what was written."""

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}" if self.place else self.message
        if self.nearest is not None:
            text += ". " + _("Did you mean '{name}'?").format(name=self.nearest)
        if self.accepted:
            text += (
                ("" if text.endswith("?") else ".")
                + " "
                + _("Accepted: {values}").format(values=", ".join(self.accepted))
            )
        return text

    def within(self, place: str) -> Problem:
        """The same problem seen from outside: `place` put before its own place."""
        joined = place + self.place if self.place.startswith("[") else ".".join(filter(None, (place, self.place)))
        return Problem(self.message, joined, self.accepted, self.nearest)


class UserError(Exception):
    """Something that the user asked for can't be done. Carries every problem found, never just the first.

    The command line prints the problems and exits with 2; the TUI shows them. A traceback is never shown.
    """

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def nearest_name(word: str, names: Iterable[str]) -> str | None:
    """The name most like `word`, whatever its case; None when none is close."""
    import difflib  # noqa: PLC0415  only for mistakes, and slow to import

    by_lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def unknown_name(message: str, word: str, names: Iterable[str], place: str = "") -> Problem:
    """A Problem for a name that does not exist, with the accepted names and the nearest of them."""
    accepted = tuple(names)
    return Problem(message, place, accepted, nearest_name(word, accepted))
