"""The lines at the top of the training screen: what is trained, how it is going, how fast, how far."""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from tuitrainer.base.texts import _, mark
from tuitrainer.training.link.link import LinkStatus
from tuitrainer.training.snapshot import RunSnapshot, Snapshot
from tuitrainer.tui.numbers import count, short
from tuitrainer.tui.remote import Remote

STATUS: dict[str, tuple[str, str, str]] = {
    "preparing": ("…", mark("preparing"), "$muted"),
    "starting": ("…", mark("preparing"), "$muted"),
    "compiling": ("…", mark("compiling"), "$warning"),
    "paused": ("‖", mark("paused"), "$warning"),
    "running": ("▶", mark("running"), "$success"),
    "finished": ("✓", mark("finished"), "$primary"),
    "diverged": ("✗", mark("diverged"), "$error"),
    "stopped": ("■", mark("stopped"), "$muted"),
    "failed": ("✗", mark("failed"), "$error"),
}
"""Sign, word and colour of every status: the sign and the word say it without the colour."""


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled number."""

    label: str
    value: str
    rank: int
    """Which fields stay when there is little room: small ones first."""

    @property
    def width(self) -> int:
        return len(self.label) + 1 + len(self.value)


def status_word(status: str) -> str:
    """A sign and a word for a key of STATUS, in the user's language."""
    sign, word, _colour = STATUS[status]
    return f"{sign} {_(word)}"


def status_of(link: LinkStatus, snapshot: Snapshot | None) -> str:
    """A key of STATUS: the link's trouble before the session's state."""
    if link.state in ("failed", "compiling"):
        return link.state
    if snapshot is not None:
        return snapshot.status
    return "stopped" if link.state == "ended" else "preparing"


def fields_of(remote: Remote, snapshot: Snapshot, run: RunSnapshot) -> list[Field]:
    """The numbers of the second line, in the order shown."""
    fields = []
    if len(snapshot.runs) > 1:
        place = f"{snapshot.runs.index(run) + 1}/{len(snapshot.runs)}"
        fields.append(Field(_("run"), f"{run.label} ({place})", 1))
    fields.append(Field(_("epoch"), f"{count(run.epoch)}/{count(run.epochs)}", 2))
    fields.append(Field(_("step"), count(run.step), 0))
    fields.append(Field(_("learning rate"), short(remote.learning_rate), 1))
    limit = _("limit {speed}").format(speed=count(remote.speed)) if remote.speed else _("no limit")
    fields.append(Field(_("steps/s"), f"{count(snapshot.steps_per_second)} ({limit})", 3))
    fields.append(Field(_("backend"), snapshot.backend, 5))
    fields.append(Field(_("seed"), str(snapshot.seed), 4))
    return fields


def fitting(fields: list[Field], width: int) -> list[Field]:
    """The fields that fit side by side, three cells apart, in their order."""
    kept: list[Field] = []
    for field in sorted(fields, key=lambda field: field.rank):
        if sum(other.width + 3 for other in kept) + field.width <= width:
            kept.append(field)
    return [field for field in fields if field in kept]


class StatusBar(Widget):
    """Two lines of text; one where the screen is low."""

    def __init__(self, title: str, id: str) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self._title = title
        self._lines: tuple[Content, ...] = (Content(""),)

    def show(self, remote: Remote | None) -> None:
        """Take over the state of `remote`; None while there is no training yet."""
        link = remote.status if remote is not None else LinkStatus("starting")
        snapshot = remote.snapshot if remote is not None else None
        width = self.size.width
        status = status_of(link, snapshot)
        word = status_word(status)
        if status == "compiling" and link.detail:
            word = f"{word} {link.detail}"
        word = word[:width]
        room = max(0, width - len(word) - 2)
        numbers: list[Field] = []
        if remote is not None and snapshot is not None and (run := remote.run) is not None:
            numbers = fields_of(remote, snapshot, run)
        low = self.size.height < 2
        left = Content.styled(_shortened(self._title, room), "bold $primary")
        if low and numbers:
            left = _numbers(fitting(numbers, room))
        gap = " " * max(1, width - left.cell_length - len(word))
        first = Content.assemble(left, gap, (word, f"bold {STATUS[status][2]}"))
        lines = (first,) if low else (first, _numbers(fitting(numbers, width)))
        if lines != self._lines:
            self._lines = lines
            self.refresh()

    def render(self) -> Content:
        return Content("\n").join(self._lines)


class ProgressRule(Widget):
    """A line across the screen, filled as far as the run's epochs are."""

    COMPONENT_CLASSES = {"progress-rule--done", "progress-rule--left"}  # noqa: RUF012  Textual's way

    share = 0.0

    def show(self, run: RunSnapshot | None) -> None:
        total = run.epochs * run.steps_per_epoch if run is not None else 0
        share = min(1.0, run.step / total) if run is not None and total else 0.0
        if round(share * self.size.width) != round(self.share * self.size.width):
            self.refresh()
        self.share = share

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        done = round(self.share * width) if y == 0 else 0
        style = self.rich_style
        strip = Strip(
            [
                Segment("━" * done, style + self._style("progress-rule--done")),
                Segment("─" * (width - done), style + self._style("progress-rule--left")),
            ],
            width,
        )
        return strip.apply_style(style)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True)


def _numbers(fields: list[Field]) -> Content:
    parts: list[Content | str] = []
    for field in fields:
        if parts:
            parts.append("   ")
        parts += [Content.styled(f"{field.label} ", "$muted"), Content.styled(field.value, "bold")]
    return Content.assemble(*parts)


def _shortened(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"
