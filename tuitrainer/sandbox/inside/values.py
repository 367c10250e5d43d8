"""Values that travel out of the sandbox, as data and never as objects.

None, True and False, integers of 64 bits, floats, texts, arrays (bool, integers, float32, float64), and tuples, lists
and dictionaries of them. Everything else travels as its type's name.
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

from .frames import FrameError

_ELEMENTS = {
    np.dtype(name).str: np.dtype(name)
    for name in ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64")
}
_PREFIX = struct.Struct("<Q")
MAXIMUM_HEADER = 8 * 2**20
MAXIMUM_ARRAY = 32 * 2**20
MAXIMUM_TEXT = 2**16
MAXIMUM_VALUES = 200_000
DEEPEST = 24


@dataclass(frozen=True, slots=True)
class Foreign:
    """A value of a kind that does not travel: its type's name, and the element type where it is an array."""

    type_name: str
    element: str = ""


def type_name(value: object) -> str:
    """The name of a value's type, whatever its class says of itself."""
    try:
        return str(type.__getattribute__(type(value), "__name__"))[:60]
    except Exception:  # noqa: BLE001  a metaclass may do anything
        return "object"


def plain(value: object) -> Any:
    """A copy of `value` that holds data only, with `Foreign` in the place of all else. Never runs the value's code."""
    return _Copying().copy(value, 0)


class _Copying:
    """Counts what is copied, so that a nest of shared lists can't grow without limit."""

    def __init__(self) -> None:
        self._left = MAXIMUM_VALUES

    def copy(self, value: object, depth: int) -> Any:
        self._left -= 1
        if self._left < 0 or depth > DEEPEST:
            return Foreign(type_name(value), "...")
        if value is None or value is True or value is False:
            return value
        kind = type(value)
        if kind is float or kind is Foreign:
            return value
        if kind is int:
            return value if -(2**63) <= value < 2**64 else Foreign("int", "...")  # type: ignore[operator]
        if kind is str:
            return value[:MAXIMUM_TEXT]  # type: ignore[index]
        if isinstance(value, np.generic):
            return _array(np.asarray(value), value)
        if isinstance(value, np.ndarray):
            return _array(value, value) if kind is np.ndarray else Foreign(type_name(value))
        if isinstance(value, tuple):
            return tuple(self.copy(entry, depth + 1) for entry in tuple.__iter__(value))
        if isinstance(value, list):
            return [self.copy(entry, depth + 1) for entry in list.__iter__(value)]
        if isinstance(value, dict):
            entries = list(dict.items(value))
            if all(type(key) in (str, int) for key, _entry in entries):
                return {key: self.copy(entry, depth + 1) for key, entry in entries}
        return Foreign(type_name(value))


def _array(array: np.ndarray[Any, Any], value: object) -> Any:
    if array.nbytes > MAXIMUM_ARRAY:
        return Foreign(type_name(value), "...")
    if array.dtype.str in _ELEMENTS:
        return np.array(array, order="C", copy=True)
    native = array.dtype.newbyteorder("=")
    if native.str in _ELEMENTS:
        return array.astype(native)
    if array.dtype == np.longdouble:
        return array.astype(np.float64)
    return Foreign("array", array.dtype.name[:60])


def pack(value: object) -> bytes:
    """`plain(value)` as bytes: 8 bytes of length, a header in JSON of that length, then the arrays one after another."""
    arrays: list[np.ndarray[Any, Any]] = []
    header = json.dumps(_describe(plain(value), arrays), separators=(",", ":")).encode("ascii")
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
        value = reading.value(json.loads(block[_PREFIX.size : _PREFIX.size + length].decode("ascii")))
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, OverflowError) as error:
        raise FrameError(f"the header does not fit: {error}") from None
    if reading.position != len(block):
        raise FrameError(f"{reading.position} bytes are described in a block of {len(block)}")
    return value


class _Reading:
    def __init__(self, block: bytes, position: int) -> None:
        self._block = block
        self.position = position

    def value(self, node: Any) -> Any:
        if node is None or isinstance(node, bool | int):
            return node
        tag, *rest = node
        match tag, rest:
            case "f", [str(text)]:
                return float.fromhex(text)
            case "s", [str(text)]:
                return text
            case "x", [str(name), str(element)]:
                return Foreign(name, element)
            case "a", [str(element), list(shape)]:
                return self._array(_ELEMENTS[element], shape)
            case "t", [list(entries)]:
                return tuple(self.value(entry) for entry in entries)
            case "l", [list(entries)]:
                return [self.value(entry) for entry in entries]
            case "d", [list(entries)]:
                return {_key(key): self.value(entry) for key, entry in entries}
        raise ValueError(f"{tag!s:.20} is not accepted")

    def _array(self, element: np.dtype[Any], shape: list[Any]) -> np.ndarray[Any, Any]:
        if len(shape) > 32 or not all(type(extent) is int and extent >= 0 for extent in shape):
            raise ValueError("not a shape")
        end = self.position + math.prod(shape) * element.itemsize
        if end > len(self._block):
            raise ValueError(f"an array that ends at byte {end} of {len(self._block)}")
        array = np.ndarray(shape, element, self._block, self.position).copy()
        self.position = end
        return array


def _key(key: Any) -> str | int:
    if type(key) not in (str, int):
        raise ValueError("not a key")
    return key  # type: ignore[no-any-return]
