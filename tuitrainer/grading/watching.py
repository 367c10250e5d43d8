"""Noticing that a file was saved."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

_DEBOUNCE = 50
"""Milliseconds in which several events are one save."""
_POLL = 0.5
"""Seconds between two looks where the system tells nothing."""


def saves(file: Path, stop: threading.Event) -> Iterator[None]:
    """One item for each save of `file`, also by an editor that puts a new file in its place; until `stop`."""
    import watchfiles  # noqa: PLC0415  only for those who watch

    name = file.name
    try:
        changes = watchfiles.watch(
            file.parent, watch_filter=lambda _change, path: os.path.basename(path) == name, debounce=_DEBOUNCE,
            step=_DEBOUNCE // 2, stop_event=stop, rust_timeout=200, recursive=False, raise_interrupt=True,
        )  # fmt: skip
        for _change in changes:
            if file.exists():
                yield
    except (OSError, RuntimeError):  # too many watches, or a file system that does not tell
        yield from _polled(file, stop)


def _polled(file: Path, stop: threading.Event) -> Iterator[None]:
    before = _state(file)
    while not stop.wait(_POLL):
        after = _state(file)
        if after != before and after is not None:
            yield
        before = after


def _state(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
