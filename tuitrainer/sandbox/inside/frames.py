"""Frames on a pipe: 8 bytes of length, little endian, then so many bytes."""

from __future__ import annotations

import struct
from os import read, write  # by name: a submission may replace them in os

_LENGTH = struct.Struct("<Q")
_PIECE = 2**20
MAXIMUM_BYTES = 64 * 2**20
"""No frame is longer; one that claims to be is refused before anything is allocated for it."""


class FrameError(ValueError):
    """What came over the pipe is no frame, or not one that is accepted."""


def write_frame(descriptor: int, payload: bytes) -> None:
    """Write one frame whole. Raises OSError when nobody reads any more, FrameError for one that is too long."""
    if len(payload) > MAXIMUM_BYTES:
        raise FrameError(f"a frame of {len(payload)} bytes is too long")
    for part in (_LENGTH.pack(len(payload)), payload):
        rest = memoryview(part)
        while rest:
            rest = rest[write(descriptor, rest) :]


def read_frame(descriptor: int) -> bytes | None:
    """The next frame; None where the pipe ends, even in the middle of one. Raises FrameError for one too long."""
    head = _read_exactly(descriptor, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > MAXIMUM_BYTES:
        raise FrameError(f"a frame of {length} bytes is too long")
    return _read_exactly(descriptor, length)


def _read_exactly(descriptor: int, size: int) -> bytes | None:
    parts = []
    while size:
        part = read(descriptor, min(size, _PIECE))  # what has not arrived yet is not allocated either
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
