"""Runs a probe on a module and records every call on its way: with what, and what became of the arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import signature
from types import ModuleType
from typing import Any

import numpy as np
from numpy import allclose

from .kept import changed, kept
from .slope import slopes
from .values import LONGEST_NAME, Budget, Foreign, clean_text, plain

OWN_GRADIENT = "own_gradient"
"""Key of no result: (loss, gradient, point). In its place come the two slopes of `slope.slopes`, or nothing."""
STATE_KEPT = "state_kept"
"""Key of no result: the name of something that the module kept from the calls. It is there only where it did."""
RAN_ON = "ran_on"
"""Key of no result: the name of what the function ran on, where that is not the processor."""
BESIDE = frozenset((OWN_GRADIENT, STATE_KEPT, RAN_ON))
"""Keys of what is told beside the results."""
_DEEPEST, _MOST = 2, 100
"""Of the containers in which a probe hands recorded objects on."""


@dataclass(slots=True)
class Call:
    """One call of a function of the module, or of a method of one of its classes (named ``Adam.update``)."""

    function: str
    arguments: dict[str, Any]
    """Copies, by the names that the function gives them, taken before the call."""
    modified: list[int] = field(default_factory=list)
    """Positions among `arguments` of those that the call has changed."""
    returned: Any = None
    """A copy of what came back."""
    finished: bool = False
    """Whether anything came back: not when it raised."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a probe gave."""

    results: dict[str, Any]
    calls: tuple[Call, ...]
    links: dict[str, int]
    """Key of a result -> position in `calls` of the call that returned it."""


class ProbeError(Exception):
    """The probe itself is at fault: it did not return a dictionary."""


def run_probe(
    probe: Callable[[Any, np.random.Generator], Any], module: ModuleType, rng: np.random.Generator, calls: list[Call]
) -> Ran:
    """Call the probe; `calls` fills up on the way, so that they are known even when it raises."""
    recorder, before = _Recorder(calls), kept(module)
    results = probe(_RecordedModule(module, recorder), rng)
    if not isinstance(results, Mapping):
        raise ProbeError(f"a probe returned {type(results).__name__} instead of a dictionary")
    budget = Budget()
    bare = {str(key): recorder.bare(value) for key, value in results.items() if key not in BESIDE}
    links = {key: place for key, value in bare.items() if (place := recorder.place_of(value)) is not None}
    plainly = {key: plain(value, budget) for key, value in bare.items()}
    if RAN_ON in results:
        plainly[RAN_ON] = clean_text(str(results[RAN_ON])[:LONGEST_NAME])
    if name := changed(before, module):
        plainly[STATE_KEPT] = clean_text(name[:LONGEST_NAME])
    recorded = tuple(calls)
    if OWN_GRADIENT in results:
        found = slopes(*results[OWN_GRADIENT])
        del calls[len(recorded) :]  # made to find the slopes: they belong to no result
        plainly |= {OWN_GRADIENT: found} if found is not None else {}
    return Ran(plainly, recorded, links)


class _Recorder:
    def __init__(self, calls: list[Call]) -> None:
        self._calls = calls
        self._budget = Budget()
        self._returned: list[tuple[object, int]] = []
        """What came back, kept alive so that no other object takes over its identity."""

    def call(self, name: str, function: Callable[..., Any], values: tuple[Any, ...], named: dict[str, Any]) -> Any:
        values, named = tuple([self.bare(value) for value in values]), self.bare(named)
        given = _by_name(function, values, named)
        before = {key: plain(value) for key, value in given.items()}
        record = Call(name, before)
        self._calls.append(record)
        result = function(*values, **named)
        for position, (key, value) in enumerate(given.items()):
            if self.place_of(value) is None and not _same(before[key], plain(value)):
                record.modified.append(position)
        record.returned, record.finished = plain(result, self._budget), True
        self._returned.append((result, len(self._calls) - 1))
        return result

    def place_of(self, value: object) -> int | None:
        """The call that returned `value`, itself or as a part."""
        if not _is_shared(value):
            for result, place in self._returned:
                if value is result:
                    return place
            for result, place in self._returned:
                if issubclass(type(result), tuple | list) and any(value is part for part in _entries(result)):
                    return place
        for result, place in self._returned:
            if value is result:
                return place
        return None

    def bare(self, value: Any, depth: int = 0) -> Any:
        """A recorded object's own object, in containers that a probe made too; those without any stay themselves."""
        kind = type(value)
        if kind is _RecordedObject:
            return object.__getattribute__(value, "_wrapped")
        if kind not in (list, tuple, dict) or depth > _DEEPEST or len(value) > _MOST:
            return value
        entries = list(value.values()) if kind is dict else list(value)
        bare = [self.bare(entry, depth + 1) for entry in entries]
        if all(one is other for one, other in zip(bare, entries, strict=True)):
            return value
        return dict(zip(value, bare, strict=True)) if kind is dict else kind(bare)


def _entries(value: Any) -> list[Any]:
    return list(tuple.__iter__(value) if issubclass(type(value), tuple) else list.__iter__(value))


def _is_shared(value: object) -> bool:
    """Whether Python may use the same object in many places."""
    return value is None or type(value) in (bool, int, str)


class _RecordedModule:
    """Stands for the module in a probe. `__wrapped__` of its functions is the function itself, which nobody records:

    what is timed, and what is no function that is called but a kernel that is launched.
    """

    def __init__(self, module: ModuleType, recorder: _Recorder) -> None:
        self._module = module
        self._recorder = recorder

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._module, name)
        if issubclass(type(value), type):

            def construct(*values: Any, **named: Any) -> _RecordedObject:
                return _RecordedObject(self._recorder.call(name, value, values, named), name, self._recorder)

            return construct
        if callable(value):

            def function(*values: Any, **named: Any) -> Any:
                return self._recorder.call(name, value, values, named)

            vars(function)["__wrapped__"] = value
            return function
        return value


class _RecordedObject:
    """Stands for an instance of one of the module's classes."""

    def __init__(self, wrapped: object, name: str, recorder: _Recorder) -> None:
        object.__setattr__(self, "_wrapped", wrapped)
        object.__setattr__(self, "_name", name)
        object.__setattr__(self, "_recorder", recorder)

    def __getattr__(self, name: str) -> Any:
        value = getattr(object.__getattribute__(self, "_wrapped"), name)
        if not callable(value):
            return value
        recorder: _Recorder = object.__getattribute__(self, "_recorder")
        full_name = f"{object.__getattribute__(self, '_name')}.{name}"

        def method(*values: Any, **named: Any) -> Any:
            return recorder.call(full_name, value, values, named)

        return method

    def __setattr__(self, name: str, value: object) -> None:
        setattr(object.__getattribute__(self, "_wrapped"), name, value)


def _by_name(function: Callable[..., Any], values: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
    """The arguments by name; by number where they do not fit, which the call will say, or nobody knows the names."""
    try:
        return dict(signature(function).bind(*values, **named).arguments)
    except (TypeError, ValueError):
        return {**{f"argument {place}": value for place, value in enumerate(values, 1)}, **named}


def _same(before: Any, after: Any) -> bool:
    """Whether an argument is still what it was. Rounding from adding a step and taking it away again is forgiven."""
    if isinstance(before, Foreign):
        return True
    if isinstance(before, np.ndarray):
        if not isinstance(after, np.ndarray) or before.shape != after.shape or before.dtype != after.dtype:
            return False
        if before.tobytes() == after.tobytes():
            return True
        return before.dtype.kind == "f" and bool(allclose(before, after, rtol=1e-9, atol=1e-12, equal_nan=True))
    if isinstance(before, tuple | list):
        if not isinstance(after, tuple | list) or len(before) != len(after):
            return False
        return all(map(_same, before, after))
    if isinstance(before, dict):
        return isinstance(after, dict) and before.keys() == after.keys() and all(
            _same(before[key], after[key]) for key in before
        )  # fmt: skip
    return bool(before == after) or (before != before and after != after)  # noqa: PLR0124  nan
