"""Between us and a submission: a small process that begins it, and ends it with all that it has begun.

It adopts what the submission leaves behind, so that no daemon escapes by outliving its parent, and when the one who
asked for all this is gone, however that happened, so is everything here.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress

from .limits import MOST_PROCESSES, MOST_THREADS, adopt_orphans, die_with_parent, hide_memory
from .tree import count_threads, descendants, kill_descendants

DISTURBED = 121
"""Exit code of a process that could not finish what it had to do, since the submission has broken it."""
_ROUND = 0.05
"""Seconds between two counts of the processes and their threads."""


def watch_over(work: Callable[[], None], lifeline: int, report: int) -> None:
    """Run `work` in a process of its own, and return never.

    When the other end of the pipe `lifeline` is closed, everything is killed. In the end one line of JSON goes to
    `report`: {"code": exit code, negative for a signal; "left": processes that `work` left running; "crowded": bool}.
    The current folder is removed if it is empty, as it should be, in case that nobody else is left to do it.
    """
    adopt_orphans()
    hide_memory()
    waking, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    process = os.fork()
    if process == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        for descriptor in (lifeline, report, waking, wake):
            os.close(descriptor)
        _do(work)
    for descriptor in (0, 1, 2):  # so that these pipes end when the process does
        os.close(descriptor)
    code, crowded = _wait(process, lifeline, waking)
    left = kill_descendants()
    line = json.dumps({"code": code, "left": left if code is not None else 0, "crowded": crowded})
    with suppress(OSError):
        os.write(report, line.encode("ascii"))
    with suppress(OSError):
        os.rmdir(os.getcwd())
    os._exit(0)


def _do(work: Callable[[], None]) -> None:
    die_with_parent()
    code = DISTURBED
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001  nothing may return into what was forked
        traceback.print_exc()
    finally:
        os._exit(code)


def _wait(process: int, lifeline: int, waking: int) -> tuple[int | None, bool]:
    """Until the process has ended (its exit code) or has to be ended (None); whether because of all that it began."""
    master = os.getppid()
    while True:
        ready, _, _ = select.select([lifeline, waking], [], [], _ROUND)
        if lifeline in ready or os.getppid() != master:
            return None, False
        if waking in ready:
            os.read(waking, 4096)
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status), False
        if sys.platform == "linux":
            below = descendants()
            if len(below) > MOST_PROCESSES or count_threads(below) > MOST_THREADS:
                return None, True
