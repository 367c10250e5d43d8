"""The tree of processes below this one: counting it, and killing it whole."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

_PATIENCE = 5.0
"""Seconds after which killed processes that do not go away are left to the system."""


def descendants(process: int | None = None) -> list[int]:
    """Every process below `process` (this one when None), nearest first. Empty where the system does not tell."""
    found: list[int] = []
    waiting = [os.getpid() if process is None else process]
    while waiting:
        children = _children(waiting.pop())
        found += children
        waiting += children
    return found


def _children(process: int) -> list[int]:
    children: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            with suppress(OSError):
                children += map(int, (task / "children").read_text().split())
    return children


def kill_descendants(spare: frozenset[int] = frozenset()) -> int:
    """Kill and reap all that is below this process but `spare`, daemons that have come back to it too; how many.

    Stopping them all first leaves a fork bomb nothing to fork with while it is killed.
    """
    killed: set[int] = set()
    deadline = time.monotonic() + _PATIENCE
    while True:
        alive = [number for number in descendants() if number not in spare and not _is_zombie(number)]
        for number in (*alive, *alive):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(number, signal.SIGSTOP if number not in killed else signal.SIGKILL)
            killed.add(number)
        reaped = _reap(spare)
        if (not alive and not reaped) or time.monotonic() > deadline:
            return len(killed)
        if not reaped:
            time.sleep(0.001)


def _reap(spare: frozenset[int]) -> bool:
    """Take note of one ended child of this process; whether there was one."""
    for number in _children(os.getpid()):
        if number not in spare and _is_zombie(number):
            with suppress(ChildProcessError):
                return os.waitpid(number, os.WNOHANG)[0] != 0
    return False


def _is_zombie(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0] in "ZX"
    except (OSError, IndexError):
        return True
