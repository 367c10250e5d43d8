"""Noticing that a file was saved, however an editor does it and wherever the file lies."""

from __future__ import annotations

import os
import stat
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

Notice = Literal["saved", "gone", "polling"]
"""Of a file: saved; not there any more; or that the system does not tell of its saves, so that it is looked at every
POLL seconds."""
POLL = 0.1
"""Seconds between two looks where the system tells nothing, and for what it may forget to tell."""
_STEP = 20
"""Milliseconds without a further event after which a save is taken to be over. Each shorter one costs as much again of
a processor while nothing happens."""
_DEBOUNCE = 200
"""Milliseconds in which several events are one save, if they do not stop before."""
_ABSENT = 0.5
"""Seconds after which a file is taken to be gone: many editors delete it before they write it again."""
_LONGEST = 2.0
"""Seconds that a file which never stops changing is waited for."""
_DEAF = 2
"""Saves in a row that the system did not tell, after which it is taken to tell nothing. One may have been early."""
_LARGEST = 2**20 + 1
"""Bytes that are looked at: more are no submission."""

State = tuple[int, int, int, int] | None
"""What changes when a file is saved, replaced or closed to us; None while there is none."""


def state_of(file: Path) -> State:
    """Of the file that a link leads to, if it is one."""
    try:
        status = file.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_mode


def saves(file: Path, stop: threading.Event) -> Iterator[Notice]:
    """What happens to `file` from now on, until `stop`. A save counts when it is over, and also one of the same text.

    What was saved between two items, or before the first is asked for, is not missed.
    """
    return _saves(file, stop, state_of(file), _fingerprint(file))


def _saves(file: Path, stop: threading.Event, before: State, text: int) -> Iterator[Notice]:
    unheard = 0
    for look in _looks(file, stop):
        if look == "deaf" and unheard < _DEAF:
            unheard = _DEAF
            yield "polling"
        told = look == "told"
        if told and unheard < _DEAF:
            unheard = 0
        if state_of(file) == before and not (told and _fingerprint(file) != text):
            continue
        after = _settled(file, stop, told)
        if after == before and _fingerprint(file) == text:
            continue
        if not told and unheard < _DEAF and (unheard := unheard + 1) == _DEAF:
            yield "polling"
        before, text = after, _fingerprint(file)
        yield "gone" if after is None else "saved"


def _looks(file: Path, stop: threading.Event) -> Iterator[Literal["told", "due", "deaf"]]:
    """One item whenever the file is worth a look: at once where the system tells, else every now and then."""
    import watchfiles  # noqa: PLC0415  only for those who watch

    target = Path(os.path.realpath(file))
    names = {file.name, target.name}
    try:
        changes = watchfiles.watch(
            *{file.parent, target.parent}, watch_filter=lambda _change, path: os.path.basename(path) in names,
            debounce=_DEBOUNCE, step=_STEP, stop_event=stop, rust_timeout=int(1000 * POLL), yield_on_timeout=True,
            recursive=False, raise_interrupt=True, force_polling=False,
        )  # fmt: skip
        for change in changes:
            yield "told" if change else "due"
    except (OSError, RuntimeError):  # too many watches, or a file system that does not tell
        yield "deaf"
        while not stop.wait(POLL):
            yield "due"


def _settled(file: Path, stop: threading.Event, told: bool) -> State:
    """What the file is once it stays so: at once where the system has told, which it does after the last event."""
    state = state_of(file)
    begun = since = time.monotonic()
    while time.monotonic() - begun < _LONGEST:
        quiet = _ABSENT if state is None else 0.0 if told else _STEP / 1000
        if time.monotonic() - since >= quiet or stop.wait(_STEP / 1000):
            break
        if (again := state_of(file)) != state:
            state, since = again, time.monotonic()
    return state


def _fingerprint(file: Path) -> int:
    """Of the text: a clock that only counts seconds may show the same time for two saves."""
    with suppress(OSError, ValueError):
        if stat.S_ISREG(file.stat().st_mode):  # never a pipe, which would be waited for
            with file.open("rb") as opened:
                return zlib.crc32(opened.read(_LARGEST))
    return 0
