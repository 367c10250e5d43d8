"""One at a time: two fetches of the same data set must not write the same file.

The system lets go of the lock when its holder ends, however it ends.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_NAME = ".lock"
_PAUSE = 0.1
"""Seconds between two tries; waiting in the system would not heed Ctrl-C everywhere."""


@contextmanager
def alone_in(folder: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Within it, no other process is. `waiting` is called once when another one has to be waited for.

    Raises OSError when nothing can be written to `folder`. Where a file system knows no locks, there is none.
    """
    with (folder / _NAME).open("a+b") as file:
        told = False
        while not _take(file):
            if not told:
                told = True
                waiting()
            time.sleep(_PAUSE)
        yield  # closing the file lets go


def _take(file: IO[bytes]) -> bool:
    """Whether the lock is ours now."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # no locks here: a file that two have written is recognised by its checksum
        return True
    return True
