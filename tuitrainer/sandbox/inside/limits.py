"""Limits that the system holds a process to, and what Linux's prctl offers. They can't be raised again from inside."""

from __future__ import annotations

import sys
import time
from contextlib import suppress

MOST_PROCESSES = 8
"""More than these at once, begun by one submission, are taken for a fork bomb."""
_SET_PARENT_DEATH_SIGNAL, _SET_DUMPABLE, _SET_CHILD_SUBREAPER = 1, 4, 36
"""Operations of prctl(2)."""


MOST_THREADS = 600
"""More than these at once, in all processes of one submission, are as bad."""


def limit_process(memory_bytes: int, cpu_seconds: int, threads: int = 0, alone: bool = False) -> None:
    """Memory, processor time from now on, no file content, no core dump, few files, no further process.

    So many threads may be begun. The system counts them together with all else that the user runs: only a user who is
    `alone` can be held to a number, others that may begin threads are watched by the warden.

    What a system does not know or refuses is left out: the wall clock and the kill from outside hold in any case. Linux
    lets root begin processes all the same, so root is given up before (`privileges`).
    """
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    seconds = int(time.process_time()) + 1 + cpu_seconds
    wanted = {
        "RLIMIT_AS": (memory_bytes, memory_bytes),
        "RLIMIT_CPU": (seconds, seconds + 1),
        "RLIMIT_FSIZE": (0, 0),  # also what a stray process is known by, see `tree.is_confined`
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_NOFILE": (64, 64),
        "RLIMIT_NPROC": (0, 0),
    }
    if threads and alone:
        wanted["RLIMIT_NPROC"] = (threads + 1, threads + 1)
    elif threads:
        del wanted["RLIMIT_NPROC"]
    for name, (soft, hard) in wanted.items():
        number = getattr(resource, name, None)
        if number is not None:
            with suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS
                resource.setrlimit(number, (soft, hard))


def die_with_parent() -> None:
    """The system kills this process when the one that began it ends. Forgotten when the user changes."""
    prctl(_SET_PARENT_DEATH_SIGNAL, 9)


def hide_memory() -> None:
    """Processes of the same user can't read or write this one's memory, or reach its descriptors."""
    prctl(_SET_DUMPABLE, 0)


def adopt_orphans(adopt: bool = True) -> bool:
    """Descendants whose parent ends become children of this process instead of the system's; whether that works."""
    return prctl(_SET_CHILD_SUBREAPER, int(adopt))


def prctl(operation: int, argument: int) -> bool:
    """Whether the system did it; False on systems other than Linux."""
    if sys.platform != "linux":
        return False
    import ctypes  # noqa: PLC0415  only here

    try:
        return bool(ctypes.CDLL(None).prctl(operation, argument, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False
