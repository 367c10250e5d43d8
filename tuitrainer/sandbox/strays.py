"""The second line: what a submission has begun comes to this process, should it manage to kill its warden."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tuitrainer.sandbox.inside.limits import adopt_orphans

_lock = threading.Lock()
_adopting = 0


@contextmanager
def adopting() -> Iterator[None]:
    """As long as one of these is open, orphans below this process become its children."""
    global _adopting  # noqa: PLW0603  it is a property of the process
    with _lock:
        _adopting += 1
        if _adopting == 1:
            adopt_orphans()
    try:
        yield
    finally:
        with _lock:
            _adopting -= 1
            if _adopting == 0:
                adopt_orphans(adopt=False)
