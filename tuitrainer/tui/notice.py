"""What must be said before all else: that something is being prepared, or what went wrong and what helps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from textual.content import Content
from textual.widgets import Static

from tuitrainer.base.texts import _
from tuitrainer.training.snapshot import RunSnapshot, Snapshot
from tuitrainer.tui.remote import Remote

Kind = Literal["wait", "error"]


@dataclass(frozen=True, slots=True)
class Notice:
    """`title` in a few words, `message` says what happened, `advice` what to do."""

    kind: Kind
    title: str
    message: str = ""
    advice: str = ""


def notice_of(remote: Remote | None, problem: str = "") -> Notice | None:
    """What is to be said now; None while all is well. `problem` is why a training could not even be started."""
    if problem:
        return Notice(
            "error", _("This training can't be started"), problem, _("r tries again, q goes back to the labs.")
        )
    if remote is None:
        return Notice("wait", _("Preparing…"))
    link = remote.status
    if link.state == "failed":
        advice = _("r starts it again from the beginning, q goes back to the labs.")
        return Notice("error", _("The training has failed"), link.detail, advice)
    if remote.snapshot is None:
        if link.state == "compiling":
            title = _("Compiling {kernel}…").format(kernel=link.detail or _("kernels"))
            return Notice("wait", title, _("Only once on this machine: the next start takes them from the cache."))
        return Notice("wait", _("Preparing…"))
    return _diagnosis_notice(remote.snapshot, remote.run)


def _diagnosis_notice(snapshot: Snapshot, selected: RunSnapshot | None) -> Notice | None:
    """Of the run shown if it is ill, else of the first run that is."""
    for run in (selected, *snapshot.runs):
        if run is not None and run.diagnosis is not None:
            diagnosis = run.diagnosis
            title = diagnosis.title
            if len(snapshot.runs) > 1:
                title = _("{title} in run '{run}'").format(title=title, run=run.label)
            if diagnosis.layer:
                title = _("{title}, first seen in layer {layer}").format(title=title, layer=diagnosis.layer)
            return Notice("error", title, diagnosis.message, diagnosis.advice)
    return None


class NoticeBox(Static):
    """Shows a notice; hidden while there is none."""

    def __init__(self, id: str) -> None:  # noqa: A002  Textual's name
        super().__init__("", id=id)
        self._notice: Notice | None = None
        self.display = False

    def show(self, notice: Notice | None) -> None:
        if notice == self._notice:
            return
        self._notice = notice
        self.display = notice is not None
        if notice is None:
            return
        self.set_class(notice.kind == "error", "-error")
        sign, colour = ("✗ ", "$text-error") if notice.kind == "error" else ("", "$text-primary")
        lines = [Content.styled(sign + notice.title, f"bold {colour}")]
        lines += [Content(text) for text in (notice.message, notice.advice) if text]
        self.update(Content("\n").join(lines))
