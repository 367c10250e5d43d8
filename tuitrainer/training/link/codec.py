"""A snapshot as one block of bytes and back, without pickle.

8 bytes   MAGIC
8 bytes   the length of the header, little endian
header    strict JSON in ASCII: [[[element type, shape], ... of each array], the snapshot's other values]
arrays    each array's bytes in C order, each beginning at the next multiple of 64
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

from tuitrainer.training.link.values import Array, coder
from tuitrainer.training.snapshot import MAXIMUM_BYTES, Snapshot

MAGIC = b"snapsh-1"
ALIGNMENT = 64
_PREFIX = struct.Struct("<8sQ")
_ELEMENTS = {
    np.dtype(name).str: np.dtype(name)
    for name in (
        "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
        "float16", "float32", "float64",
    )
}  # fmt: skip
_LARGEST_RANK = 32


class SnapshotFormatError(ValueError):
    """A block of bytes is no snapshot. Says what does not fit, in English: it is a defect, not a user's mistake."""


def encode(snapshot: Snapshot) -> bytes:
    """Raises TypeError for a value that a snapshot must not hold, OverflowError beyond MAXIMUM_BYTES."""
    arrays: list[Array] = []
    values = coder(Snapshot).pack(snapshot, arrays)
    arrays = [_in_native_order(array) for array in arrays]
    table = [[array.dtype.str, array.shape] for array in arrays]
    header = json.dumps([table, values], separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")
    parts: list[bytes] = [_PREFIX.pack(MAGIC, len(header)), header]
    size = _PREFIX.size + len(header)
    for array in arrays:
        start = _aligned(size)
        size, gap = start + array.nbytes, start - size
        if size > MAXIMUM_BYTES:
            break
        parts += [bytes(gap), array.tobytes()]
    if size > MAXIMUM_BYTES:
        raise OverflowError(f"a snapshot takes more than the {MAXIMUM_BYTES} bytes allowed")
    return b"".join(parts)


def decode(block: bytes) -> Snapshot:
    """The snapshot in a block, its arrays copied out. Raises SnapshotFormatError before anything large is built."""
    if len(block) > MAXIMUM_BYTES:
        raise SnapshotFormatError(f"a block of {len(block)} bytes is too large")
    if len(block) < _PREFIX.size:
        raise SnapshotFormatError("a block too short for a snapshot")
    magic, length = _PREFIX.unpack_from(block)
    if magic != MAGIC:
        raise SnapshotFormatError(f"{magic!r} is not the beginning of a snapshot")
    end = _PREFIX.size + length
    if end > len(block):
        raise SnapshotFormatError(f"a header of {length} bytes in a block of {len(block)}")
    try:
        table, values = json.loads(block[_PREFIX.size : end].decode("ascii"), parse_constant=_refuse)
        places = _places(table, end, len(block))
        arrays = [np.ndarray(shape, dtype, block, start).copy() for dtype, shape, start in places]
        snapshot: Snapshot = coder(Snapshot).unpack(values, arrays)
    except SnapshotFormatError:
        raise
    except (ValueError, TypeError, RecursionError) as error:
        raise SnapshotFormatError(f"the header does not fit: {error}") from error
    return snapshot


def _places(table: Any, end: int, size: int) -> list[tuple[np.dtype[Any], tuple[int, ...], int]]:
    """Element type, shape and offset of each array; all lie within `size` bytes and fill them exactly."""
    places = []
    for name, shape in table:
        dtype = _ELEMENTS.get(name)
        if dtype is None:
            raise SnapshotFormatError(f"arrays of type {name!r:.40} are not accepted")
        if not _is_shape(shape):
            raise SnapshotFormatError(f"{shape!r:.40} is not a shape")
        start = _aligned(end)
        end = start + math.prod(shape) * dtype.itemsize
        if end > size:
            raise SnapshotFormatError(f"an array that ends at byte {end} in a block of {size}")
        places.append((dtype, tuple(shape), start))
    if end != size:
        raise SnapshotFormatError(f"{end} bytes are described in a block of {size}")
    return places


def _is_shape(shape: Any) -> bool:
    if not isinstance(shape, Sequence) or len(shape) > _LARGEST_RANK:
        return False
    return all(type(extent) is int and 0 <= extent <= MAXIMUM_BYTES for extent in shape)


def _in_native_order(array: Array) -> Array:
    native = array.astype(array.dtype.newbyteorder("="), copy=False)
    if native.dtype.str not in _ELEMENTS:
        raise TypeError(f"a snapshot holds no arrays of {array.dtype}")
    return native


def _aligned(offset: int) -> int:
    return -(-offset // ALIGNMENT) * ALIGNMENT


def _refuse(constant: str) -> None:
    raise SnapshotFormatError(f"{constant} is no strict JSON")
