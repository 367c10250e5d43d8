"""Which starters the files of a workspace came from, kept beside its marker: what tells untouched from written.

Kept whole, so that a starter that changes can be shown as a difference. It is a convenience and no more: a record that
is missing, damaged or of a newer format is no obstacle, and files that it does not know are the student's own.
"""

from __future__ import annotations

import difflib
import json
import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuitrainer.base.strict_json import strict_json

FILE = ".tuitrainer-starters.json"
SCHEMA = 1
_LARGEST = 20_000_000
"""Bytes of a record that is worth reading; ours has some kilobytes for each exercise."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file of a workspace came from."""

    course: str
    starter: str


class Starters:
    """The record of one workspace: name of a file -> its origin. Read once; `save` writes it where it changed."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._origins, self._is_ours = _read(self._path)
        self._has_changed = False

    def get(self, name: str) -> Origin | None:
        return self._origins.get(name)

    def put(self, name: str, course: str, starter: bytes) -> None:
        origin = Origin(course, text_of(starter))
        if self._origins.get(name) != origin:
            self._origins[name] = origin
            self._has_changed = True

    def save(self) -> None:
        """Where that can't be, starters that change later are not told from what was written: nothing is lost."""
        if self._has_changed and self._is_ours:
            origins = {name: {"course": kept.course, "starter": kept.starter} for name, kept in self._origins.items()}
            document = strict_json({"schema": SCHEMA, "starters": dict(sorted(origins.items()))})
            with suppress(OSError):
                replace(self._path, f"{document}\n".encode())


def _read(path: Path) -> tuple[dict[str, Origin], bool]:
    """What is kept, and whether it may be written over: not what a newer version wrote."""
    try:
        if not stat.S_ISREG(path.stat().st_mode) or path.stat().st_size > _LARGEST:
            return {}, False
        document: Any = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}, True
    except OSError:
        return {}, False
    except (ValueError, RecursionError):
        return {}, True
    if not isinstance(document, dict) or not isinstance(document.get("starters"), dict):
        return {}, True
    if document.get("schema") != SCHEMA:
        return {}, False
    return {
        name: Origin(kept["course"], kept["starter"])
        for name, kept in document["starters"].items()
        if isinstance(kept, dict) and isinstance(kept.get("course"), str) and isinstance(kept.get("starter"), str)
    }, True


def text_of(content: bytes) -> str:
    """A file's text, from which its bytes can be had again."""
    return content.decode("utf-8", "surrogateescape")


def holds(path: Path, starter: bytes) -> bool:
    """Whether a file is that starter and nothing else. False for what is no plain file, and for what can't be read."""
    with suppress(OSError):
        state = path.lstat()
        return stat.S_ISREG(state.st_mode) and state.st_size == len(starter) and path.read_bytes() == starter
    return False


def difference(name: str, before: str, after: str) -> tuple[str, ...]:
    """What changed in a starter, as a unified diff that `patch` takes, in lines without their ends."""
    old, new = before.splitlines(), after.splitlines()
    return tuple(difflib.unified_diff(old, new, name, name, lineterm=""))


def replace(path: Path, content: bytes) -> None:
    """Put `content` in the place of a file at once: whoever reads it finds the old or the new, never a part."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".tuitrainer-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
