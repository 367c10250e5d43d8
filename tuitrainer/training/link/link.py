"""The door between a display and a training, whatever is behind it: a process, a thread or a plain call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from tuitrainer.training.control import Control
from tuitrainer.training.snapshot import Snapshot

State = Literal["starting", "compiling", "live", "ended", "failed"]


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """How the training behind a link is doing. Cheap to ask for at any rate."""

    state: State
    """starting: the process is not up yet. compiling: kernels are being compiled, `detail` names the one in work.
    live: snapshots arrive. ended: it stopped as asked. failed: it is gone, `detail` says why in one sentence."""
    detail: str = ""


class Link(Protocol):
    """A training that is under way somewhere else. No method blocks for longer than a few milliseconds but `close`."""

    def send(self, control: Control) -> None:
        """Ask for something. Requests are carried out in order; after the end they are ignored."""

    def latest(self) -> Snapshot | None:
        """The newest snapshot, or None when there is none newer than the last one returned."""

    @property
    def status(self) -> LinkStatus: ...

    def close(self) -> None:
        """End the training (politely for up to a second, then by force) and leave nothing over. May be called twice."""
