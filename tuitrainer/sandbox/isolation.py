"""How strongly a submission is kept apart. Every level stands behind `choose_isolation`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Isolation:
    """One way to begin a process apart."""

    name: str
    """As reports name it."""
    prefix: tuple[str, ...] = ()
    """Put before the command; what it begins must pass descriptors on."""

    def wrap(self, command: Sequence[str]) -> list[str]:
        """The command that begins `command` apart."""
        return [*self.prefix, *command]


LIMITS = Isolation("limits")
"""An isolated interpreter, a clean environment, limits of the system, and a tree that is killed whole. Always there."""


def choose_isolation() -> Isolation:
    """The strongest level that works on this machine."""
    return LIMITS
