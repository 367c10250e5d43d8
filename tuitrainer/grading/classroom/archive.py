"""What lies in a zip. Nothing is unpacked: a member is decompressed in memory, up to the size of a submission.

So that no zip can cost more than it is worth, members are counted before they are listed, and zips in zips stay shut.
"""

from __future__ import annotations

import io
import itertools
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

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

MOST_MEMBERS = 100_000
"""Of a zip with a whole class in it."""
_LARGEST_LIST = 64 * 2**20
"""Bytes of a zip's list of its members."""
_SIGNATURE = b"PK\x01\x02"
"""Before each member in that list."""
_ENCRYPTED = 0x1 | 0x40
_UTF8 = 0x800
_EXTENDED_TIME = 0x5455
_BROKEN = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OverflowError, EOFError, OSError, struct.error,
    zlib.error,
)  # fmt: skip
"""What the library raises about zips that are none."""


class CrowdedZipError(Exception):
    """A zip with more members than are looked at."""


@dataclass(frozen=True, slots=True)
class _Member:
    """An entry of a zip, under a path that stays in it."""

    parts: tuple[str, ...]
    info: zipfile.ZipInfo
    is_folder: bool
    unsafe: str = ""
    """The path as it is written, where it would not."""


def files_in_zip(path: str, shown: str) -> Iterator[HandedIn]:
    """The files of one student's zip, or why there are none."""
    folder, _slash, name = shown.rpartition("/")
    try:
        with _opened(path, MOST_FILES) as archive:
            members = _members(archive)
    except CrowdedZipError:
        yield refused(folder, name, "crowded", always=True, limit=MOST_FILES)
        return
    except _BROKEN:
        yield refused(folder, name, "not-a-zip", always=True)
        return
    yield from _files(members, 0, shown, 0, partial(_read_again, path))


class ClassZip:
    """A zip with the submissions of a class. It stays open: many members are read from it later."""

    def __init__(self, path: str) -> None:
        """Raises OSError for what is no zip, CrowdedZipError for one with too many members."""
        try:
            self._archive = _opened(path, MOST_MEMBERS)
            self._members = _members(self._archive)
        except _BROKEN as error:
            raise OSError(str(error)) from None

    def tops(self, within: str = "") -> list[Top]:
        """The entries at the top, sorted, or those of one folder there."""
        skipped = 1 if within else 0
        grouped: dict[str, list[_Member]] = {}
        for member in self._members:
            if len(member.parts) > skipped and (not within or member.parts[0] == within):
                grouped.setdefault(member.parts[skipped], []).append(member)
        return [
            self._top(name, grouped[name], within) for name in sorted(grouped) if not is_passed_over(name)
        ]  # fmt: skip

    def _top(self, name: str, members: list[_Member], within: str) -> Top:
        skipped = 1 if within else 0
        is_folder = any(len(member.parts) > skipped + 1 or member.is_folder for member in members)
        read = partial(_read, self._archive)
        return Top(name, is_folder, partial(_files, members, skipped, within, skipped + 1, read))


# -- opening and reading -----------------------------------------------------------------------------------------------


class _Guarded(io.FileIO):
    """A file that a zip is read from. The list of members is read at once, so that it can be refused here."""

    def __init__(self, path: str, most: int) -> None:
        super().__init__(path)
        self._most = most

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _LARGEST_LIST:
            raise CrowdedZipError
        data = super().read(size) or b""
        if data.count(_SIGNATURE) > self._most:
            raise CrowdedZipError
        return data

    def __del__(self) -> None:
        self.close()  # a zip of a whole class is let go, not closed


def _opened(path: str, most: int) -> zipfile.ZipFile:
    return zipfile.ZipFile(_Guarded(path, most))  # type: ignore[arg-type,unused-ignore]


def _read_again(path: str, info: zipfile.ZipInfo) -> bytes:
    try:
        with _opened(path, MOST_FILES) as archive:
            return _read(archive, info)
    except (CrowdedZipError, *_BROKEN) as error:
        raise OSError(str(error)) from None


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(info) as member:
            return member.read(LARGEST + 1)
    except _BROKEN as error:
        raise OSError(str(error)) from None


# -- the list of members -----------------------------------------------------------------------------------------------


def _members(archive: zipfile.ZipFile) -> list[_Member]:
    members = map(_member, archive.infolist())
    return [member for member in members if member.parts]  # some programs write the folder that they began in


def _member(info: zipfile.ZipInfo) -> _Member:
    name = as_text(_name(info))
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    if not name.startswith("/") and not any(map(_leads_out, parts)):
        return _Member(parts, info, name.endswith("/"))
    inside = () if name.startswith("/") else tuple(itertools.takewhile(lambda part: not _leads_out(part), parts))
    return _Member((*inside[: len(parts) - 1], re.sub(r"[\\/:\0]", "_", name)), info, is_folder=False, unsafe=name)


def _leads_out(part: str) -> bool:
    return part == ".." or "\\" in part or "\0" in part or re.match("[A-Za-z]:", part) is not None


def _name(info: zipfile.ZipInfo) -> str:
    """As it was meant: many programs write UTF-8 without saying so, and the library then reads it as cp437."""
    if not info.flag_bits & _UTF8:
        try:
            return info.orig_filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.orig_filename


def _files(
    members: list[_Member], skipped: int, shown: str, own: int, read: Callable[[zipfile.ZipInfo], bytes]
) -> Iterator[HandedIn]:
    """What is to be looked at. Of each path `skipped` parts are in `shown`, `own` parts are the student's folder."""
    counts = Counter(member.parts for member in members if not member.unsafe)
    environments = {member.parts[:-1] for member in members if member.parts[-1] == ENVIRONMENT}
    for member in members:
        *folders, name = member.parts[skipped:]
        where = "/".join([*([shown] if shown else []), *folders])
        if member.unsafe:
            yield refused(where, name, "unsafe-path", always=True, path=member.unsafe)
            continue
        if member.is_folder or any(map(is_passed_over, member.parts[skipped:])):
            continue
        if any(member.parts[:length] in environments for length in range(own + 1, len(member.parts))):
            continue
        if len(member.parts) - 1 - own > DEEPEST:
            yield refused(where, name, "too-deep", minor=True, levels=DEEPEST)
        elif counts[member.parts] != 1:
            if counts.pop(member.parts, 0):  # said once
                yield refused(where, name, "twice", always=suffix(name) == ZIP)
        else:
            yield _file(member.info, where, name, partial(read, member.info))


def _file(info: zipfile.ZipInfo, where: str, name: str, read: Callable[[], bytes]) -> HandedIn:
    mode = info.external_attr >> 16
    ending = suffix(name)
    if stat.S_ISLNK(mode):
        return refused(where, name, "link", always=ending in ("", ZIP))
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return refused(where, name, "special-file", always=ending == ZIP)
    if ending == ZIP:
        return refused(where, name, "nested-zip", always=True)
    if ending in ARCHIVES:
        return refused(where, name, "other-archive", minor=True)
    if info.flag_bits & _ENCRYPTED:
        return refused(where, name, "encrypted")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return refused(where, name, "compression", method=info.compress_type)
    return HandedIn(where, name, joined(where, name), _time(info), read)


def _time(info: zipfile.ZipInfo) -> float | None:
    """When a member was last changed: in UTC where the zip says so, else in what is taken for local time."""
    extra = info.extra
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _EXTENDED_TIME and length >= 5 and len(extra) >= 9 and extra[4] & 1:
            return float(struct.unpack_from("<i", extra, 5)[0])
        extra = extra[4 + length :]
    try:
        moment = datetime(*info.date_time)  # noqa: DTZ001  the zip names no zone
        return None if moment == datetime(1980, 1, 1) else moment.timestamp()  # noqa: DTZ001
    except (ValueError, OverflowError, OSError):
        return None
