"""Limits that the system holds a process to. They can't be raised again from inside, except by root."""

from __future__ import annotations

import sys
from contextlib import suppress

MOST_PROCESSES = 8
"""More than these at once, begun by one submission, are taken for a fork bomb."""
_SET_PARENT_DEATH_SIGNAL, _SET_DUMPABLE, _SET_CHILD_SUBREAPER = 1, 4, 36
"""Operations of Linux's prctl(2)."""


def limit_process(memory_bytes: int, cpu_seconds: int) -> None:
    """Memory, processor time, no file content, no core dump, few files, no further process where not root.

    What a system does not know or refuses is left out: the wall clock and the kill from outside hold in any case.
    """
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    wanted = {
        "RLIMIT_AS": (memory_bytes, memory_bytes),
        "RLIMIT_CPU": (cpu_seconds, cpu_seconds + 1),
        "RLIMIT_FSIZE": (0, 0),
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_NOFILE": (64, 64),
        "RLIMIT_NPROC": (0, 0),
    }
    for name, (soft, hard) in wanted.items():
        number = getattr(resource, name, None)
        if number is not None:
            with suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS
                resource.setrlimit(number, (soft, hard))


def die_with_parent() -> None:
    """The system kills this process when the one that began it ends, however that ends."""
    _prctl(_SET_PARENT_DEATH_SIGNAL, 9)


def hide_memory() -> None:
    """Processes of the same user can't read this one's memory."""
    _prctl(_SET_DUMPABLE, 0)


def adopt_orphans(adopt: bool = True) -> bool:
    """Descendants whose parent ends become children of this process instead of the system's; whether that works."""
    return _prctl(_SET_CHILD_SUBREAPER, int(adopt))


def _prctl(operation: int, argument: int) -> bool:
    if sys.platform != "linux":
        return False
    import ctypes  # noqa: PLC0415  only here

    try:
        return bool(ctypes.CDLL(None).prctl(operation, argument, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False
