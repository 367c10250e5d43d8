"""What lies in a folder of submissions on the disk. No link is followed, and nothing but ordinary files is opened."""

from __future__ import annotations

import errno
import os
import stat
from collections import deque
from collections.abc import Iterator
from functools import partial
from itertools import islice

from tuitrainer.grading.classroom.archive import files_in_zip
from tuitrainer.grading.classroom.handed_in import (
    DEEPEST,
    ENVIRONMENT,
    MOST_FILES,
    HandedIn,
    Top,
    as_text,
    is_passed_over,
    joined,
    refused,
)
from tuitrainer.grading.classroom.naming import ARCHIVES, ZIP, suffix
from tuitrainer.grading.submission import LARGEST

_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)  # fmt: skip


def tops_of_folder(folder: str, shown: str = "") -> list[Top]:
    """The entries of a folder of submissions, sorted. `shown` is put before their paths. Raises OSError."""
    with os.scandir(folder) as found:
        entries = sorted((entry for entry in found if not is_passed_over(entry.name)), key=lambda entry: entry.name)
    tops = []
    for entry in entries:
        name, is_folder = as_text(entry.name), _is_folder(entry)
        look = partial(_walk, entry.path, joined(shown, name)) if is_folder else partial(_file, entry, shown)
        tops.append(Top(name, is_folder, look))
    return tops


def _walk(folder: str, shown: str) -> Iterator[HandedIn]:
    """Every file, those further up first."""
    waiting = deque([(folder, shown, 0)])
    while waiting:
        path, where, depth = waiting.popleft()
        try:
            with os.scandir(path) as found:
                entries = sorted(islice(found, MOST_FILES + 1), key=lambda entry: entry.name)
        except OSError as error:
            yield _unreadable(where, error)
            continue
        if depth and any(entry.name == ENVIRONMENT for entry in entries):
            continue
        for entry in entries:
            name = as_text(entry.name)
            if is_passed_over(entry.name):
                continue
            if not _is_folder(entry):
                yield from _file(entry, where)
            elif depth < DEEPEST:
                waiting.append((entry.path, joined(where, name), depth + 1))
            else:
                yield refused(where, name, "too-deep", minor=True, levels=DEEPEST)


def _file(entry: os.DirEntry[str], where: str) -> Iterator[HandedIn]:
    """A file, or the files of a zip, or why there is none."""
    name = as_text(entry.name)
    ending = suffix(name)
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError as error:
        yield _unreadable(joined(where, name), error)
        return
    if stat.S_ISLNK(status.st_mode) or _is_junction(entry):
        yield refused(where, name, "link", always=ending in ("", ZIP))  # a folder could be behind it
    elif not stat.S_ISREG(status.st_mode):
        yield refused(where, name, "special-file", always=ending == ZIP)
    elif ending == ZIP:
        yield from files_in_zip(entry.path, joined(where, name))
    elif ending in ARCHIVES:
        yield refused(where, name, "other-archive", minor=True)
    else:
        yield HandedIn(where, name, joined(where, name), status.st_mtime, partial(read_file, entry.path))


def read_file(path: str) -> bytes:
    """An ordinary file, but never more than the largest submission plus one byte. Raises OSError."""
    with open(os.open(path, _FLAGS), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not an ordinary file", path)
        return file.read(LARGEST + 1)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False) and not _is_junction(entry)
    except OSError:
        return False


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Windows's other kind of link, which Python knows since 3.12."""
    return bool(getattr(entry, "is_junction", bool)())


def _unreadable(shown: str, error: OSError) -> HandedIn:
    folder, _slash, name = shown.rpartition("/")
    return refused(folder, name, "unreadable", always=True, reason=error.strerror or type(error).__name__)
