"""What a module keeps from one call to the next: variables, the defaults of functions, attributes of classes."""

from __future__ import annotations

from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from .values import Budget, Foreign, plain

_NAMES_OF_CLASS = type.__dict__["__dict__"].__get__  # a metaclass may have a __dict__ of its own
_MOST = 200
"""Names that are looked at."""


def kept(module: ModuleType) -> dict[str, Any]:
    """Copies of what is data, by name. Never runs the module's code; what is large, or no data, is left out."""
    budget = Budget(values=4000, characters=20_000, array_bytes=2**20)
    found = {}
    for name, value in _places(module):
        copy = plain(value, budget)
        if not isinstance(copy, Foreign):
            found[name] = copy
    return found


def _places(module: ModuleType) -> Iterator[tuple[str, object]]:
    for name, value in list(vars(module).items())[:_MOST]:
        kind = type(value)
        if type(name) is not str or name.startswith("__"):
            continue
        if kind is FunctionType:
            if value.__globals__ is vars(module):
                yield from _of_function(name, value)
        elif issubclass(kind, type):
            for attribute, held in list(_NAMES_OF_CLASS(value).items())[:_MOST]:
                if type(attribute) is str and not attribute.startswith("__") and type(held) is not FunctionType:
                    yield f"{name}.{attribute}", held
        else:
            yield name, value


def _of_function(name: str, function: FunctionType) -> Iterator[tuple[str, object]]:
    """Default values, which all calls share, and attributes."""
    code, defaults = function.__code__, function.__defaults__ or ()
    named = code.co_varnames[: code.co_argcount][code.co_argcount - len(defaults) :]
    for argument, value in (*zip(named, defaults, strict=False), *(function.__kwdefaults__ or {}).items()):
        if type(argument) is str:
            yield f"{argument} ({name})", value
    for attribute, value in list(function.__dict__.items())[:_MOST]:
        if type(attribute) is str and not attribute.startswith("__"):
            yield f"{name}.{attribute}", value


def changed(before: dict[str, Any], module: ModuleType) -> str:
    """The name of something that is no longer what it was; empty when all is. What is new counts as well."""
    now = kept(module)
    return next((name for name, value in now.items() if name not in before or not _equal(before[name], value)), "")


def _equal(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return bool(one.shape == other.shape and one.dtype == other.dtype and one.tobytes() == other.tobytes())
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(_equal, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_equal(value, other[key]) for key, value in one.items())
    return bool(one == other) or (one != one and other != other)  # noqa: PLR0124  nan
