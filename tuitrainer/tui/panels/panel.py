"""What all panels of the training screen have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from textual.containers import Container
from textual.message import Message

from tuitrainer.base.texts import _
from tuitrainer.training.snapshot import RunSnapshot, Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What is looked at, and how."""

    snapshot: Snapshot
    run: RunSnapshot
    """The run whose details are shown; panels of curves show all runs."""
    logarithmic: bool = False
    layer: int = 0
    """Index among the layers with parameters; any integer, taken modulo their number."""

    @property
    def choices(self) -> tuple[str, bool, int]:
        """What the user can change: a change is drawn at once, new numbers only at the panel's own rate."""
        return self.run.name, self.logarithmic, self.layer


class Panel(Container, can_focus=True):
    """A framed display with a number. A subclass composes its widgets and fills them in `show`."""

    NUMBER: ClassVar[int]
    """The key that shows it, 1 to 9; also its place on the screen. Of the panels of one number only the first is seen
    that has something to show."""
    NAME: ClassVar[str]
    """As a recipe's [watch] displays name it; never translated."""
    HELP: ClassVar[str]
    """How to read it, one or two sentences for the help screen; translated when shown."""
    TITLE: ClassVar[str]
    """Translated when the panel is made."""
    INTERVAL: ClassVar[float] = 0.1
    """Seconds between two drawings at least."""

    class Chosen(Message):
        """The user clicked the panel or moved the focus to it."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self) -> None:
        super().__init__(id=f"panel-{self.NAME}", classes="panel")
        self.border_title = f"{self.NUMBER} {_(self.TITLE)}"
        self.display = False
        self._drawn: tuple[int, tuple[str, bool, int]] | None = None
        self._drawn_at = float("-inf")

    @classmethod
    def has_content(cls, snapshot: Snapshot) -> bool:
        """Whether this session has anything to show here."""
        raise NotImplementedError

    def show(self, view: View) -> None:
        """Hand the view's numbers to the widgets."""
        raise NotImplementedError

    def move(self, direction: int) -> bool:  # noqa: ARG002  what most panels have no use for
        """Go up (-1) or down (1) in the panel; False where there is nothing to go through."""
        return False

    def show_if_due(self, view: View, now: float) -> None:
        """Draw if there is something new and the last drawing is INTERVAL old; what the user changed is drawn at once.

        `now` is in seconds of any steady clock.
        """
        drawn = (view.snapshot.version, view.choices)
        if drawn == self._drawn:
            return
        changed = self._drawn is None or self._drawn[1] != view.choices
        if changed or now - self._drawn_at >= self.INTERVAL - 0.01:
            self._drawn, self._drawn_at = drawn, now
            self.show(view)

    def draw_again(self) -> None:
        """At the next occasion, whether there is anything new or not."""
        self._drawn = None

    def name_run(self, view: View, *more: str) -> None:
        """Write under a panel of details whose details they are, where there are several runs, and `more`; also that
        this run has none, while another has.
        """
        run = view.run.label if len(view.snapshot.runs) > 1 else ""
        empty = "" if self.has_content(replace(view.snapshot, runs=(view.run,))) else _("nothing for this run")
        self.border_subtitle = " · ".join(filter(None, (run, *more, empty))) or None

    def on_focus(self) -> None:
        self.post_message(self.Chosen(self.NUMBER))
