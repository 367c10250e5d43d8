"""The tree of processes below this one: counting it, and killing it whole."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

_PATIENCE = 5.0
"""Seconds after which killed processes that do not go away are left to the system."""
_NO_FILE_CONTENT = re.compile(r"^Max file size +0 +0 ", re.MULTILINE)


def descendants(process: int | None = None) -> list[int]:
    """Every process below `process` (this one when None), nearest first. Empty where the system does not tell."""
    found: list[int] = []
    waiting = [os.getpid() if process is None else process]
    while waiting:
        below = children(waiting.pop(0))
        found += below
        waiting += below
    return found


def children(process: int) -> list[int]:
    """The processes directly below this one, begun by any of its threads."""
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
    except OSError:
        return []
    found: list[int] = []
    for task in tasks:
        with suppress(OSError):
            found += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


def count_threads(processes: Iterable[int]) -> int:
    """Of all these together. 0 where the system does not tell."""
    count = 0
    for process in processes:
        with suppress(OSError):
            count += len(os.listdir(f"/proc/{process}/task"))
    return count


def is_confined(process: int) -> bool:
    """Whether a process runs under the limits of `limit_process`: none that did can rid itself of this one."""
    with suppress(OSError):
        return _NO_FILE_CONTENT.search(Path(f"/proc/{process}/limits").read_text(encoding="ascii")) is not None
    return False


def kill_descendants() -> int:
    """Kill and reap all that is below this process, daemons that have come back to it too; how many were alive."""
    return _kill_trees(lambda: children(os.getpid()))


def kill_strays() -> int:
    """The same for confined processes whose warden is gone, so that they have become children of this process.

    Nothing else below it is touched: neither what other threads have begun nor what stands under a warden.
    """
    if is_confined(os.getpid()):
        return 0
    return _kill_trees(lambda: [child for child in children(os.getpid()) if is_confined(child)])


def _kill_trees(roots: Callable[[], list[int]]) -> int:
    """Kill `roots`, all children of this process, with what is below them, until there are none.

    Stopping them all first leaves a fork bomb nothing to fork with while it is killed.
    """
    killed: set[int] = set()
    deadline = time.monotonic() + _PATIENCE
    while (standing := roots()) and time.monotonic() < deadline:
        tree = [*standing, *(number for root in standing for number in descendants(root))]
        alive = [number for number in tree if not _is_zombie(number)]
        for action in (signal.SIGSTOP, signal.SIGKILL):
            for number in alive:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(number, action)
        killed.update(alive)
        ended = [number for number in standing if _reap(number)]
        if not ended:
            time.sleep(0.001)
    return len(killed)


def _reap(child: int) -> bool:
    """Take note of a child's end; whether it has ended."""
    try:
        return os.waitpid(child, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True


def _is_zombie(number: int) -> bool:
    try:
        status = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
        return status.rpartition(")")[2].split()[0] in "ZX"
    except (OSError, IndexError):
        return True
