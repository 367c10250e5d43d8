"""How strongly a submission is kept apart: which way works here, and which level that reaches."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator

from tuitrainer.sandbox.level import LIMITS, Hold, Isolation

__all__ = ["LEVELS", "LIMITS", "Hold", "Isolation", "choose_isolation", "is_enough", "reached"]

LEVELS = ("limits", "job-object", "seatbelt", "landlock", "bwrap")
"""As reports name them, the weakest first, as far as they compare: no system has them all."""


def choose_isolation() -> Isolation:
    """The strongest way that works on this machine; tried out once, and then remembered."""
    from tuitrainer.sandbox.trial import first_that_works  # noqa: PLC0415  sandboxes with a way of their own need none

    return first_that_works(list(_ways())) or LIMITS


def reached(isolation: Isolation, confined: Collection[str]) -> str:
    """The level that a report names, of a process begun so which has `confined` itself.

    "landlock" means Landlock and seccomp: without the second, it could still connect, begin processes, send signals and
    change the modes of files.
    """
    inside = "landlock" if {"landlock", "seccomp"} <= set(confined) else "limits"
    return max(isolation.name, inside, key=LEVELS.index)


def is_enough(level: str, required: str) -> bool:
    """Whether a level is the required one or a stronger one. An empty requirement is none."""
    return not required or LEVELS.index(level) >= LEVELS.index(required)


def _ways() -> Iterator[Isolation]:
    """What may work on this system, the strongest first."""
    if sys.platform == "linux":
        from tuitrainer.sandbox.bubblewrap import find_bubblewrap  # noqa: PLC0415

        yield from find_bubblewrap()
    elif sys.platform == "darwin":
        from tuitrainer.sandbox.seatbelt import SEATBELT  # noqa: PLC0415

        yield SEATBELT
    elif sys.platform == "win32":
        from tuitrainer.sandbox.job_object import JOB_OBJECT  # noqa: PLC0415

        yield JOB_OBJECT
