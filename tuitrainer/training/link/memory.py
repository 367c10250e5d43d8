"""The latest block of bytes, handed from one process to another through shared memory that cannot be left over.

There are two slots. The writer fills the one that the reader is not sent to, then sends it there; neither ever waits.
A reader that was overtaken while it copied sees it by the checksum. Blocks that nobody read in time are gone: this is
no queue, its reader wants the newest and nothing else.

The memory has no name that could outlive its users, however they end: on Linux it is an anonymous file (memfd), on
other POSIX systems a temporary file without a directory entry, on Windows a mapping that ends with its last handle.
"""

from __future__ import annotations

import mmap
import os
import secrets
import struct
import sys
import tempfile
import zlib
from typing import Self

from tuitrainer.training.snapshot import MAXIMUM_BYTES

_LATEST = struct.Struct("<Q")
"""At offset 0: the number of the newest block; block n lies in slot n % 2. 0 while there is none."""
_SLOT = struct.Struct("<QQI")
"""At the start of a slot: the block's number, its length, and the CRC-32 of these two and of the block."""
_DATA = 64
"""Where a slot's block begins."""
_FIRST_SLOT = 4096
_SLOT_SIZE = -(-(_DATA + MAXIMUM_BYTES) // 4096) * 4096
_SIZE = _FIRST_SLOT + 2 * _SLOT_SIZE
_ATTEMPTS = 4


class SharedMemory:
    """One writer and one reader, in two processes. The system gives pages only as they are written to."""

    def __init__(self, mapped: mmap.mmap, address: str, descriptor: int | None = None) -> None:
        self.address = address
        """What `open` needs in the other process: a file descriptor's number, on Windows a name."""
        self._map = mapped
        self._descriptor = descriptor
        self._number = 0

    @classmethod
    def create(cls) -> Self:
        """New memory. Raises OSError when there is none to be had."""
        if sys.platform == "win32":
            name = f"Local\\tuitrainer-{os.getpid()}-{secrets.token_hex(8)}"
            return cls(mmap.mmap(-1, _SIZE, tagname=name), name)
        descriptor = _anonymous_file()
        try:
            os.ftruncate(descriptor, _SIZE)
            return cls(mmap.mmap(descriptor, _SIZE), str(descriptor), descriptor)
        except OSError:
            os.close(descriptor)
            raise

    @classmethod
    def open(cls, address: str) -> Self:
        """The memory created by the parent process. Raises OSError or ValueError when it is not there."""
        if sys.platform == "win32":
            return cls(mmap.mmap(-1, _SIZE, tagname=address), address)
        descriptor = int(address)
        mapped = mmap.mmap(descriptor, _SIZE)
        os.close(descriptor)
        return cls(mapped, address)

    @property
    def inherited(self) -> tuple[int, ...]:
        """The file descriptors that a child process must be given."""
        return () if self._descriptor is None else (self._descriptor,)

    def write(self, block: bytes) -> None:
        """Make `block` the newest. Raises OverflowError beyond MAXIMUM_BYTES."""
        if len(block) > MAXIMUM_BYTES:
            raise OverflowError(f"{len(block)} bytes do not fit in {MAXIMUM_BYTES}")
        self._number += 1
        start = self._slot(self._number)
        self._map[start + _DATA : start + _DATA + len(block)] = block
        check = _checksum(self._number, len(block), block)
        _SLOT.pack_into(self._map, start, self._number, len(block), check)
        _LATEST.pack_into(self._map, 0, self._number)

    def read(self) -> bytes | None:
        """The newest block, or None when it was read already or is being overwritten faster than it can be copied."""
        for _attempt in range(_ATTEMPTS):
            (newest,) = _LATEST.unpack_from(self._map, 0)
            if newest == self._number:
                return None
            start = self._slot(newest)
            number, length, check = _SLOT.unpack_from(self._map, start)
            if number != newest or length > MAXIMUM_BYTES:
                continue
            block = self._map[start + _DATA : start + _DATA + length]
            if check == _checksum(number, length, block):
                self._number = newest
                return block
        return None

    def close(self) -> None:
        """Let go of the memory; it is gone when the other process has done so too."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        self._map.close()

    @staticmethod
    def _slot(number: int) -> int:
        return _FIRST_SLOT + number % 2 * _SLOT_SIZE


def _anonymous_file() -> int:
    if sys.platform == "linux" and hasattr(os, "memfd_create"):
        return os.memfd_create("tuitrainer")
    with tempfile.TemporaryFile(prefix="tuitrainer-") as file:
        return os.dup(file.fileno())


def _checksum(number: int, length: int, block: bytes) -> int:
    return zlib.crc32(block, zlib.crc32(struct.pack("<QQ", number, length)))
