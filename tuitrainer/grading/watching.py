"""Noticing that a file was saved."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

_DEBOUNCE = 50
"""Milliseconds in which several events are one save."""
_POLL = 0.3
"""Seconds between two looks where the system tells nothing."""
_State = tuple[int, int, int] | None
"""What changes when a file is saved; None while there is no file."""


def saves(file: Path, stop: threading.Event) -> Iterator[None]:
    """One item for each save of `file` from now on, also by an editor that puts a new file in its place; until `stop`.

    What was saved between two items, or before the first is asked for, is not missed.
    """
    return _saves(file, stop, _state(file))


def _saves(file: Path, stop: threading.Event, before: _State) -> Iterator[None]:
    for _look in _looks(file, stop):
        after = _state(file)
        if after != before and after is not None:
            yield
        before = after


def _looks(file: Path, stop: threading.Event) -> Iterator[None]:
    """One item whenever the file is worth a look: at once where the system tells, else every now and then."""
    import watchfiles  # noqa: PLC0415  only for those who watch

    name = file.name
    try:
        changes = watchfiles.watch(
            file.parent, watch_filter=lambda _change, path: os.path.basename(path) == name, debounce=_DEBOUNCE,
            step=_DEBOUNCE // 2, stop_event=stop, rust_timeout=int(1000 * _POLL), yield_on_timeout=True,
            recursive=False, raise_interrupt=True,
        )  # fmt: skip
        for _change in changes:
            yield
    except (OSError, RuntimeError):  # too many watches, or a file system that does not tell
        while not stop.wait(_POLL):
            yield


def _state(file: Path) -> _State:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
