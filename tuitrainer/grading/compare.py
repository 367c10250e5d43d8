"""Whether results agree, and where they do not.

Numbers agree when the largest difference, divided by the largest expected magnitude, stays within the tolerance: an
error that is relative to each single entry would punish rounding where terms cancel.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any, Literal

import numpy as np

from tuitrainer.grading.definition import Check
from tuitrainer.sandbox.inside.recorder import BESIDE

Array = np.ndarray[Any, Any]
SINGLE = 1e-5
"""Tolerance for results in float32."""
ALMOST = 1e-4
"""Below this error, precision is the likely cause."""
SMALLEST = 1e-6
"""Magnitudes below this one are taken for rounded zeros."""

NOTHING = object()

Kind = Literal["type", "count", "shape", "value"]
Path = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where results differ."""

    case: str
    """Key of the probe's result."""
    path: Path
    """The way from there to the part that differs."""
    kind: Kind
    expected: Any
    got: Any
    error: float = inf
    """Largest difference over largest expected magnitude; infinite where nan or inf stand in different places."""

    def output(self, names: tuple[str, ...]) -> str:
        """The name of what differs: of the part of a tuple where parts have names, else of the case."""
        text, rest = self.case, self.path
        if rest and isinstance(rest[0], int) and rest[0] < len(names):
            text, rest = names[rest[0]], rest[1:]
        return text + "".join(f"[{step!r}]" for step in rest)


@dataclass(frozen=True, slots=True)
class Comparison:
    differences: tuple[Difference, ...]
    single_precision: bool = False
    """Whether the agreement holds only because float32 is allowed to be less exact."""

    @property
    def agrees(self) -> bool:
        return not self.differences


def compare(expected: Mapping[str, Any], got: Mapping[str, Any], check: Check) -> Comparison:
    """Every result of a probe, in the order of the cases; with the rule `judge` only types, numbers and shapes."""
    comparing = _Comparing(check)
    differences = tuple(comparing.all_of(expected, got))
    return Comparison(differences, comparing.single_precision)


def agree(expected: Mapping[str, Any], got: Mapping[str, Any], check: Check) -> bool:
    """Whether `compare` finds no difference. Looks no further than the first."""
    return next(_Comparing(check).all_of(expected, got), None) is None


class _Comparing:
    """Yields differences as it comes upon them."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self.single_precision = False

    def all_of(self, expected: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[Difference]:
        for case, value in expected.items():
            if case in BESIDE:
                continue
            if case in got:
                yield from self._parts(case, (), value, got[case])
            else:
                yield Difference(case, (), "type", value, None)

    def _parts(self, case: str, path: Path, expected: Any, got: Any) -> Iterator[Difference]:
        if isinstance(expected, Mapping):
            if not isinstance(got, Mapping):
                yield Difference(case, path, "type", expected, got)
            elif set(expected) != set(got):
                yield Difference(case, path, "count", expected, got)
            else:
                for key, value in expected.items():
                    yield from self._parts(case, (*path, key), value, got[key])
        elif isinstance(expected, tuple | list):
            parts = _parts_of(got)
            if parts is None:
                yield Difference(case, path, "count" if is_number(got) else "type", expected, got)
            elif len(parts) != len(expected):
                yield Difference(case, path, "count", expected, got)
            else:
                for place, value in enumerate(expected):
                    yield from self._parts(case, (*path, place), value, parts[place])
        elif is_number(expected):
            yield from self._numbers(case, path, expected, got)
        elif type(expected) is not type(got):
            yield Difference(case, path, "type", expected, got)
        elif expected != got and self._check.rule != "judge":
            yield Difference(case, path, "value", expected, got)

    def _numbers(self, case: str, path: Path, expected: Any, got: Any) -> Iterator[Difference]:
        b = np.asarray(expected)
        a = None if b.ndim == 0 and isinstance(got, tuple) else as_array(got)
        if a is None:
            yield Difference(case, path, _kind_of(b, got), b, got)
        elif a.shape != b.shape:
            yield Difference(case, path, "shape", b, a)
        elif self._check.rule == "exact":
            if not np.array_equal(a, b):
                yield Difference(case, path, "value", b, a)
        elif self._check.rule == "close":
            error = distance(a, b)
            if error > max(self._check.tolerance, SINGLE if a.dtype == np.float32 else 0.0):
                yield Difference(case, path, "value", b, a, error)
            elif error > self._check.tolerance:
                self.single_precision = True


def _parts_of(got: Any) -> list[Any] | None:
    """The parts of what stands for a tuple; of an array, each as an array, since float32 is no Python number."""
    if isinstance(got, np.ndarray) and got.ndim:
        return [np.asarray(part) for part in got]
    return list(got) if isinstance(got, tuple | list) else None


def _kind_of(expected: Array, got: Any) -> Kind:
    """Of something that is no number where one, or an array, is expected."""
    several = expected.ndim == 0 and isinstance(got, tuple | list) and len(got) != 1
    return "count" if several else "type"


def is_number(value: Any) -> bool:
    """An array or a single number; True and False count as 1 and 0."""
    return isinstance(value, bool | int | float | np.ndarray)


def as_array(value: Any) -> Array | None:
    """Numbers, arrays and regular nested lists of them as one array; None for anything else."""
    if isinstance(value, bool | int | float | np.ndarray):
        return np.asarray(value)
    if not isinstance(value, tuple | list) or not value:
        return None
    parts = [as_array(part) for part in value]
    if any(part is None or part.shape != parts[0].shape for part in parts):  # type: ignore[union-attr]
        return None
    return np.stack(parts)  # type: ignore[arg-type]


def distance(a: Array, b: Array) -> float:
    """max|a - b| / max|b| over what is finite; infinite unless nan, inf and -inf stand in the same places."""
    a, b = a.astype(np.float64), b.astype(np.float64)
    if not b.size:
        return 0.0
    with np.errstate(invalid="ignore", over="ignore"):
        error, largest = float(np.abs(a - b).max()), float(np.abs(b).max())
    if isfinite(error) and isfinite(largest):
        return error / max(largest, SMALLEST)
    finite = np.isfinite(b)
    if not np.array_equal(np.isfinite(a), finite) or not np.array_equal(a[~finite], b[~finite], equal_nan=True):
        return inf
    if finite.all():  # so large that their difference is no number any more
        return inf
    return distance(a[finite], b[finite])


def part_of(results: Mapping[str, Any], case: str, path: Path) -> Any:
    """What stands at a place of the results; `NOTHING` where there is no such place."""
    value = results.get(case, NOTHING)
    for step in path:
        try:
            value = value[step]
        except (TypeError, IndexError, KeyError):
            return NOTHING
    return value
