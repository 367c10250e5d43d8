"""Plain values as bytes, and back: 8 bytes of length, a header in JSON of that length, the arrays one after another."""

from __future__ import annotations

import json
import math
import struct
from typing import Any

import numpy as np

from .frames import FrameError
from .values import DEEPEST, ELEMENTS, Foreign

_PREFIX = struct.Struct("<Q")
_encode = json.JSONEncoder(separators=(",", ":")).encode
MAXIMUM_HEADER = 12 * 2**20
_MOST_DIMENSIONS = 64
_DEEPEST = 2 * DEEPEST
"""A message holds values some levels down."""


def pack(value: object) -> bytes:
    """What `plain` made, or a message put together from that. Raises FrameError for what is too much."""
    arrays: list[np.ndarray[Any, Any]] = []
    header = _encode(_describe(value, arrays)).encode("ascii")
    if len(header) > MAXIMUM_HEADER:
        raise FrameError(f"a header of {len(header)} bytes is too long")
    return b"".join([_PREFIX.pack(len(header)), header, *(array.tobytes() for array in arrays)])


def _describe(value: Any, arrays: list[np.ndarray[Any, Any]]) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return ["f", value.hex()]
    if isinstance(value, str):
        return ["s", value]
    if isinstance(value, Foreign):
        return ["x", value.type_name, value.element]
    if isinstance(value, np.ndarray):
        arrays.append(value)
        return ["a", value.dtype.str, list(value.shape)]
    if isinstance(value, dict):
        return ["d", [[key, _describe(entry, arrays)] for key, entry in value.items()]]
    return ["t" if isinstance(value, tuple) else "l", [_describe(entry, arrays) for entry in value]]


def unpack(block: bytes) -> Any:
    """What `pack` made into bytes. Raises FrameError for anything else, before anything large is built."""
    if len(block) < _PREFIX.size:
        raise FrameError("too short")
    (length,) = _PREFIX.unpack_from(block)
    if length > min(MAXIMUM_HEADER, len(block) - _PREFIX.size):
        raise FrameError(f"a header of {length} bytes in {len(block)}")
    reading = _Reading(block, _PREFIX.size + length)
    try:
        value = reading.value(json.loads(block[_PREFIX.size : _PREFIX.size + length].decode("ascii")), 0)
    except (ValueError, TypeError, LookupError, RecursionError, OverflowError) as error:
        raise FrameError(f"the header does not fit: {error}") from None
    if reading.position != len(block):
        raise FrameError(f"{reading.position} bytes are described in a block of {len(block)}")
    return value


class _Reading:
    def __init__(self, block: bytes, position: int) -> None:
        self._block = block
        self.position = position

    def value(self, node: Any, depth: int) -> Any:
        if node is None or isinstance(node, bool):
            return node
        if isinstance(node, int):
            return _small(node)
        if not isinstance(node, list) or not node or depth > _DEEPEST:
            raise ValueError("no value")
        match node:
            case ["f", str(text)]:
                return float.fromhex(text)
            case ["s", str(text)]:
                return _text(text)
            case ["x", str(name), str(element)]:
                return Foreign(_text(name), _text(element))
            case ["a", str(element), list(shape)]:
                return self._array(ELEMENTS[element], shape)
            case ["t", list(entries)]:
                return tuple([self.value(entry, depth + 1) for entry in entries])
            case ["l", list(entries)]:
                return [self.value(entry, depth + 1) for entry in entries]
            case ["d", list(entries)]:
                return {_key(key): self.value(entry, depth + 1) for key, entry in entries}
        raise ValueError("no value")

    def _array(self, element: np.dtype[Any], shape: list[Any]) -> np.ndarray[Any, Any]:
        if len(shape) > _MOST_DIMENSIONS or not all(type(extent) is int and extent >= 0 for extent in shape):
            raise ValueError("not a shape")
        end = self.position + math.prod(shape) * element.itemsize
        if end > len(self._block):
            raise ValueError(f"an array that ends at byte {end} of {len(self._block)}")
        array = np.ndarray(shape, element, self._block, self.position)
        self.position = end
        return np.array(array.view(np.uint8) != 0) if element.kind == "b" else array.copy()


def _key(key: Any) -> str | int:
    if isinstance(key, str):
        return _text(key)
    if type(key) is int:
        return _small(key)
    raise ValueError("not a key")


def _small(number: int) -> int:
    if not -(2**63) <= number < 2**64:
        raise ValueError("a number of more than 64 bits")
    return number


def _text(text: str) -> str:
    text.encode("utf-8")  # raises for halves of surrogate pairs
    return text
