"""What of a submission's values is taken along: data, and never objects.

None, True and False, integers of 64 bits, floats, texts, arrays (bool, integers, float32, float64), and tuples, lists
and dictionaries of them. Everything else is known by its type's name only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

ELEMENTS = {
    np.dtype(name).str: np.dtype(name)
    for name in ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64")
}
"""Element types of the arrays that are taken along."""
LONGEST_TEXT = 2**16
DEEPEST = 24
"""Levels of lists in lists."""
LONGEST_NAME = 60
_SCALARS = tuple(set(np.sctypeDict.values()))
_LONG_DOUBLE = np.dtype(np.longdouble)


@dataclass(frozen=True, slots=True)
class Foreign:
    """A value of a kind that is not taken along: its type's name, and the element type where it is an array."""

    type_name: str
    element: str = ""
    """"..." for what is left out because it is too large."""


class Budget:
    """How much is taken along at most, so that neither shared lists nor huge arrays grow without limit on the way."""

    def __init__(self, values: int = 50_000, characters: int = 200_000, array_bytes: int = 24 * 2**20) -> None:
        self._left = [values, characters, array_bytes]
        self.is_spent = False
        """Whether there is room for no further value."""

    def grants(self, values: int = 0, characters: int = 0, array_bytes: int = 0) -> bool:
        """Take this much of it; False where it is more than there is left, and then nothing is taken."""
        left = [have - wanted for have, wanted in zip(self._left, (values, characters, array_bytes), strict=True)]
        if min(left) < 0:
            self.is_spent = self.is_spent or left[0] < 0
            return False
        self._left = left
        return True


def type_name(value: object) -> str:
    """The name of a value's type, whatever its class says of itself."""
    return _name_of(type(value))


def _name_of(kind: type) -> str:
    name: str = type.__dict__["__name__"].__get__(kind)  # a metaclass may have a __name__ of its own
    return name


def plain(value: object, budget: Budget | None = None) -> Any:
    """A copy of `value` that holds data only, with `Foreign` in the place of all else. Never runs the value's code."""
    return _copy(value, budget or Budget(), 0)


def _copy(value: Any, budget: Budget, depth: int) -> Any:
    kind = type(value)
    if depth > DEEPEST or not budget.grants(values=1):
        return _foreign(kind, budget, "...")
    if value is None or value is True or value is False or kind is float or kind is Foreign:
        return value
    if kind is int:
        return value if _is_small(value) else _foreign(kind, budget, "...")
    if kind is str:
        return _text(value, budget)
    # neither isinstance, which would ask the value what its class is, nor a set of types, which would ask its metaclass
    if kind is np.ndarray or (issubclass(kind, np.generic) and any(kind is scalar for scalar in _SCALARS)):
        return _array(np.asarray(value), budget)
    if issubclass(kind, tuple):
        return tuple(_copies(tuple.__iter__(value), budget, depth))
    if issubclass(kind, list):
        return _copies(list.__iter__(value), budget, depth)
    if issubclass(kind, dict):
        entries = list(dict[Any, Any].items(value))
        if all(_is_key(key, budget) for key, _entry in entries):
            copies = _copies((entry for _key, entry in entries), budget, depth)
            return dict(zip((key for key, _entry in entries), copies, strict=False))
    return _foreign(kind, budget)


def _copies(entries: Iterator[Any], budget: Budget, depth: int) -> list[Any]:
    """Of all, or of the first ones and a `Foreign` for the others."""
    copies = []
    for entry in entries:
        copies.append(_copy(entry, budget, depth + 1))
        if budget.is_spent:
            break
    return copies


def _foreign(kind: type, budget: Budget, element: str = "") -> Foreign:
    name = clean_text(_name_of(kind)[:LONGEST_NAME])
    return Foreign(name if budget.grants(characters=len(name)) else "object", element)


def _text(value: Any, budget: Budget) -> Any:
    text = clean_text(value[:LONGEST_TEXT])
    return text if budget.grants(characters=len(text)) else Foreign("str", "...")


def clean_text(text: str) -> str:
    """Without halves of surrogate pairs, which no file and no terminal takes."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _is_small(value: Any) -> bool:
    return bool(-(2**63) <= value < 2**64)


def _is_key(key: Any, budget: Budget) -> bool:
    if type(key) is int:
        return _is_small(key)
    return type(key) is str and key == clean_text(key) and budget.grants(characters=len(key))


def _array(array: np.ndarray[Any, Any], budget: Budget) -> Any:
    element = array.dtype
    if element.kind not in "biuf":
        return Foreign("array", element.name[:LONGEST_NAME])
    if not budget.grants(values=array.ndim, array_bytes=array.nbytes):
        return Foreign("ndarray", "...")
    native = element.newbyteorder("=")
    if native == _LONG_DOUBLE and native.str not in ELEMENTS:
        native = np.dtype(np.float64)
    if native.str not in ELEMENTS:
        return Foreign("array", element.name[:LONGEST_NAME])
    with np.errstate(all="ignore"):  # what was a larger number becomes infinite
        return array.astype(native, order="C", copy=True)
