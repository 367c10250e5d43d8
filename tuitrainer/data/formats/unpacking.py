"""Reading gzip files that may be hostile: never more is unpacked than was asked for."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _

STRONGEST = 1032
"""Deflate makes data at most this many times smaller (zlib's technical notes): what claims to hold more is lying."""
_BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError)
_BLOCK = 1 << 20


def malformed(path: Path, message: str) -> UserError:
    """The error for a file that is not what its name says; `message` is already in the user's language."""
    return UserError(Problem(message, str(path)))


@contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    """What the gzip file holds, as a stream. Whatever is wrong with the file is a UserError with its name."""
    try:
        with gzip.open(path, "rb") as stream:
            yield cast("IO[bytes]", stream)
    except EOFError:
        raise malformed(path, _("the file is cut short")) from None
    except _BROKEN:
        raise malformed(path, _("the file is damaged: it can't be unpacked")) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise malformed(path, _("this can't be read: {reason}").format(reason=reason)) from None


def read_exactly(stream: IO[bytes], count: int, path: Path) -> bytes:
    """The next `count` bytes, a few; UserError where there are fewer."""
    data = stream.read(count)
    if len(data) < count:
        raise malformed(path, _("the file is cut short"))
    return data


def read_bytes(stream: IO[bytes], count: int, path: Path) -> NDArray[np.uint8]:
    """The next `count` bytes (count,), which the caller has found to be a sensible number; UserError where fewer."""
    values = np.empty(count, np.uint8)
    view = values.data
    done = 0
    while done < count:
        block = stream.read(min(_BLOCK, count - done))
        if not block:
            raise malformed(path, _("the file is cut short"))
        view[done : done + len(block)] = block
        done += len(block)
    return values


class Bounded(io.RawIOBase):
    """A stream that refuses to give more than `most` bytes: nobody who reads from it can be made to take more."""

    def __init__(self, stream: IO[bytes], most: int, path: Path) -> None:
        self._stream, self._left, self._path = stream, most, path

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._stream.read(len(buffer))
        self._left -= len(block)
        if self._left < 0:
            raise malformed(self._path, _("the file holds more than it should"))
        buffer[: len(block)] = block
        return len(block)
