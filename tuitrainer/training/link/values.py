"""From the dataclasses that travel to JSON-able values and back, as the types of their fields say.

Types decide both ways: nothing in the data can name a class, so reading cannot build anything but what was expected.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Coder:
    """Both ways of one type. Arrays go into a list of their own; the JSON-able value holds their index."""

    pack: Callable[[Any, list[Array]], Any]
    """Raises TypeError for a value of another type."""
    unpack: Callable[[Any, Sequence[Array]], Any]
    """Raises ValueError for what `pack` could not have made."""


@cache
def coder(kind: Any) -> Coder:
    """The coder of int, float, str, Literal, tuple, Mapping[str, ...], X | None, NDArray or a dataclass of those.

    A dataclass becomes the list of its fields. Floats that JSON has no word for become "nan", "inf" and "-inf".
    """
    simple = {
        int: Coder(_pack_int, _unpack_int),
        float: Coder(_pack_float, _unpack_float),
        str: Coder(_pack_text, _unpack_text),
    }
    if kind in simple:
        return simple[kind]
    origin, arguments = get_origin(kind), get_args(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind)
    if origin is Literal:
        return _one_of(arguments)
    if origin in (Union, UnionType) and len(arguments) == 2 and arguments[1] is NoneType:
        return _optional(coder(arguments[0]))
    if origin is tuple and len(arguments) == 2 and arguments[1] is ...:
        return _sequence(coder(arguments[0]))
    if origin is tuple:
        return _fixed(tuple(coder(argument) for argument in arguments), tuple)
    if origin is Mapping and arguments[0] is str:
        return _mapping(coder(arguments[1]))
    if origin is np.ndarray:
        return _array(*get_args(arguments[1]))
    if origin is get_origin(Array):  # since NumPy 2.5, NDArray[...] is an alias that hides the ndarray behind it
        return _array(*arguments)
    raise TypeError(f"no coder for {kind!r}")


def _pack_int(value: Any, _arrays: list[Array]) -> int:
    return operator.index(value)


def _unpack_int(plain: Any, _arrays: Sequence[Array]) -> int:
    if type(plain) is not int:
        raise ValueError(f"{plain!r:.40} is not an integer")
    return plain


def _pack_float(value: Any, _arrays: list[Array]) -> float | str:
    number = float(value)
    return number if math.isfinite(number) else str(number)


def _unpack_float(plain: Any, _arrays: Sequence[Array]) -> float:
    if type(plain) not in (int, float) and plain not in ("nan", "inf", "-inf"):
        raise ValueError(f"{plain!r:.40} is not a number")
    return float(plain)


def _pack_text(value: Any, _arrays: list[Array]) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is not text")
    return value


def _unpack_text(plain: Any, _arrays: Sequence[Array]) -> str:
    if not isinstance(plain, str):
        raise ValueError(f"{plain!r:.40} is not text")  # noqa: TRY004  the data is wrong, not the call
    return plain


def _one_of(accepted: tuple[Any, ...]) -> Coder:
    def pack(value: Any, _arrays: list[Array]) -> Any:
        if value not in accepted:
            raise TypeError(f"{value!r:.40} is none of {accepted}")
        return value

    def unpack(plain: Any, _arrays: Sequence[Array]) -> Any:
        if plain not in accepted:
            raise ValueError(f"{plain!r:.40} is none of {accepted}")
        return plain

    return Coder(pack, unpack)


def _optional(inner: Coder) -> Coder:
    return Coder(
        lambda value, arrays: None if value is None else inner.pack(value, arrays),
        lambda plain, arrays: None if plain is None else inner.unpack(plain, arrays),
    )


def _sequence(inner: Coder) -> Coder:
    def unpack(plain: Any, arrays: Sequence[Array]) -> tuple[Any, ...]:
        return tuple(inner.unpack(each, arrays) for each in _list(plain))

    return Coder(lambda value, arrays: [inner.pack(each, arrays) for each in value], unpack)


def _fixed(inner: tuple[Coder, ...], build: Callable[[Any], Any]) -> Coder:
    def pack(value: Any, arrays: list[Array]) -> list[Any]:
        return [each.pack(entry, arrays) for each, entry in zip(inner, value, strict=True)]

    def unpack(plain: Any, arrays: Sequence[Array]) -> Any:
        return build(each.unpack(entry, arrays) for each, entry in zip(inner, _list(plain), strict=True))

    return Coder(pack, unpack)


def _record(kind: type[Any]) -> Coder:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    entries = _fixed(tuple(coder(hints[name]) for name in names), lambda values: kind(*values))

    def pack(value: Any, arrays: list[Array]) -> Any:
        if type(value) is not kind:
            raise TypeError(f"{value!r:.40} is not of type {kind.__name__}")
        return entries.pack([getattr(value, name) for name in names], arrays)

    return Coder(pack, entries.unpack)


def _mapping(inner: Coder) -> Coder:
    def pack(value: Any, arrays: list[Array]) -> dict[str, Any]:
        if not all(isinstance(key, str) for key in value):
            raise TypeError("a key is no text")
        return {key: inner.pack(entry, arrays) for key, entry in value.items()}

    def unpack(plain: Any, arrays: Sequence[Array]) -> dict[str, Any]:
        if not isinstance(plain, dict):
            raise ValueError(f"{plain!r:.40} is not a mapping")  # noqa: TRY004  the data is wrong, not the call
        return {key: inner.unpack(entry, arrays) for key, entry in plain.items()}

    return Coder(pack, unpack)


def _array(scalar: Any) -> Coder:
    """Arrays with elements of one type, or of any when `scalar` is Any."""
    wanted = None if scalar is Any else np.dtype(scalar)

    def pack(value: Any, arrays: list[Array]) -> int:
        arrays.append(np.asarray(value, dtype=wanted))
        return len(arrays) - 1

    def unpack(plain: Any, arrays: Sequence[Array]) -> Array:
        if not 0 <= _unpack_int(plain, ()) < len(arrays):
            raise ValueError(f"there is no array {plain}")
        array: Array = arrays[plain]
        if wanted is not None and array.dtype != wanted:
            raise ValueError(f"array {plain} has elements of type {array.dtype}, not {wanted}")
        return array

    return Coder(pack, unpack)


def _list(plain: Any) -> list[Any]:
    if not isinstance(plain, list):
        raise ValueError(f"{plain!r:.40} is not a list")  # noqa: TRY004  the data is wrong, not the call
    return plain
