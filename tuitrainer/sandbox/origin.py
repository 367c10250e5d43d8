"""Where a process apart comes from: a new interpreter, or a fork of one that has NumPy already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from tuitrainer.sandbox.isolation import Isolation


class Ends(NamedTuple):
    """Descriptors that a process apart takes over; -1 for the last two where the system can't fork."""

    incoming: int
    told: int
    printed: int
    lifeline: int
    report: int


class Begun(Protocol):
    """A process apart as whoever began it holds it."""

    def wait(self, seconds: float) -> bool:
        """Whether it, and all that it has begun, is gone within so many seconds."""

    def limit(self, memory_bytes: int, cpu_seconds: int) -> None:
        """From here on it is held to these from outside too, where the system can't hold it to them from within."""

    def kill(self) -> None:
        """End it without asking, and wait for that."""

    def forget(self) -> None:
        """Give back what was kept for it."""


class Origin(Protocol):
    """Begins processes apart, one after the other."""

    @property
    def isolation(self) -> Isolation:
        """How they are kept apart."""

    def opening(self) -> Sequence[bytes]:
        """Frames that each of them takes before a job."""

    def begin(self, ends: Ends) -> Begun:
        """Raises OSError when the system grants no process."""
