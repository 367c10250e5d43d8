"""Diagnoses of where results are wrong: in some entries only, one place further on, the wrong way round."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from tuitrainer.grading.compare import Array, Difference, distance
from tuitrainer.grading.diagnose.circumstances import Circumstances
from tuitrainer.grading.report import Finding

_SAME = 1e-6
_MOST_AXES = 4


def axes_swapped(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """The right numbers with their axes in another order."""
    expected, got = _arrays(difference)
    if got is None or not 3 <= expected.ndim <= _MOST_AXES or got.ndim != expected.ndim:
        return None
    for order in itertools.permutations(range(expected.ndim)):
        turned = got.transpose(order)
        if order != tuple(range(expected.ndim)) and _near(turned, expected):
            return Finding("axes-swapped", {"order": str(order), "expected": str(expected.shape)})
    return None


def one_short(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """All that is there is right, but the first or the last along an axis is missing."""
    expected, got = _arrays(difference)
    if difference.kind != "shape" or got is None or got.ndim != expected.ndim:
        return None
    for axis, end, kept in _ends(expected):
        if got.size and _near(got, expected[kept]):
            return Finding(f"{end}-missing", {"axis": axis, "expected": str(expected.shape), "got": str(got.shape)})
    return None


def wrong_at_one_end(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """All is right but for the first or the last along an axis, wherever that axis is long enough to tell."""
    if difference.kind != "value":
        return None
    for axis, end, kept in _ends(_arrays(difference)[0]):
        telling = [
            other for other in circumstances.siblings(difference)
            if other.kind != "value" or np.ndim(other.expected) <= axis or np.shape(other.expected)[axis] > 2
        ]  # fmt: skip
        if any(other is difference for other in telling) and all(_is_right(other, kept) for other in telling):
            return Finding(f"{end}-wrong", {"axis": axis})
    return None


def _is_right(difference: Difference, kept: tuple[slice, ...]) -> bool:
    expected, got = _arrays(difference)
    return got is not None and expected.ndim >= len(kept) and got.shape == expected.shape and _near(
        got[kept], expected[kept]
    )  # fmt: skip


def reversed_along_an_axis(difference: Difference, circumstances: Circumstances) -> Finding | None:
    expected, got = _arrays(difference)
    if difference.kind != "value" or got is None or expected.size < 3:
        return None
    for axis in range(expected.ndim):
        if _near(np.flip(got, axis), expected):
            return Finding("reversed", {"axis": axis})
    return None


def still_zero(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """What is wrong is 0, in every case: never written, or cleared."""
    wrong, size = 0, 0
    for other in circumstances.siblings(difference):
        expected, got = _arrays(other)
        if other.kind != "value" or got is None or not np.isfinite(got).all() or not np.isfinite(expected).all():
            return None
        differ = np.abs(got - expected) > _SAME * np.abs(expected).max(initial=0)
        if np.any(got[differ]):
            return None
        wrong, size = wrong + int(differ.sum()), size + int(differ.size)
    return Finding("still-zero", {"wrong": wrong, "size": size}) if 0 < wrong < size else None


def _ends(expected: Array) -> Iterator[tuple[int, str, tuple[slice, ...]]]:
    """(axis, which end, all the rest) for both ends of each axis that has more than one entry."""
    for axis in range(expected.ndim):
        if expected.shape[axis] > 1:
            for end, rest in (("last", slice(None, -1)), ("first", slice(1, None))):
                yield axis, end, (*[slice(None)] * axis, rest)


def _arrays(difference: Difference) -> tuple[Array, Array | None]:
    """(expected, got) where both are arrays of numbers; got is None where one is not."""
    expected, got = difference.expected, difference.got
    if not isinstance(expected, np.ndarray) or not isinstance(got, np.ndarray):
        nothing: np.ndarray[Any, Any] = np.zeros(0)
        return nothing, None
    return expected, got


def _near(a: Array, b: Array) -> bool:
    return a.shape == b.shape and distance(a, b) <= _SAME
