"""Diagnoses of what came back: nothing, something else, too many or too few, or another shape."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from tuitrainer.grading.compare import Array, Difference, agree, distance
from tuitrainer.grading.diagnose.circumstances import Circumstances
from tuitrainer.grading.report import Finding
from tuitrainer.sandbox.inside.values import Foreign

_SAME = 1e-6
"""Largest distance at which arrays are taken for the same, for float32 too."""


def returned_none(difference: Difference, circumstances: Circumstances) -> Finding | None:
    return Finding("returned-none") if difference.kind in ("type", "count") and difference.got is None else None


def wrong_type(difference: Difference, circumstances: Circumstances) -> Finding | None:
    if difference.kind != "type":
        return None
    got = difference.got
    if isinstance(got, Foreign):
        if got.element == "...":
            return Finding("too-much")
        if got.type_name == "array":
            return Finding("element-type", {"element": got.element})
        name = got.type_name
    else:
        name = type(got).__name__
    return Finding("wrong-type", {"got": name, "expected": _wanted(difference.expected)})


def _wanted(expected: Any) -> str:
    if isinstance(expected, np.ndarray):
        return "array" if expected.ndim else "float"
    return type(expected).__name__


def wrong_order(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """The right parts of a tuple, in another order."""
    expected, got = circumstances.reference.results[difference.case], circumstances.got.get(difference.case)
    if not isinstance(expected, tuple) or not isinstance(got, tuple | list) or not 2 <= len(expected) <= 5:
        return None
    if len(got) != len(expected):
        return None
    names = circumstances.check.outputs
    for order in itertools.permutations(range(len(expected))):
        parts = tuple(got[place] for place in order)
        if agree({"": expected}, {"": parts}, circumstances.check):
            right = names if len(names) == len(expected) else tuple(str(place + 1) for place in range(len(expected)))
            returned = sorted(range(len(expected)), key=lambda place: order[place])
            return Finding(
                "wrong-order", {"expected": ", ".join(right), "got": ", ".join(right[place] for place in returned)}
            )
    return None


def wrong_count(difference: Difference, circumstances: Circumstances) -> Finding | None:
    if difference.kind != "count":
        return None
    expected, got = difference.expected, difference.got
    count = len(got) if isinstance(got, tuple | list | dict) else 1
    wanted = len(expected) if isinstance(expected, tuple | list | dict) else 1
    names = circumstances.check.outputs
    if len(names) == wanted and not difference.path:
        return Finding("wrong-count-named", {"expected": wanted, "got": count, "names": ", ".join(names)})
    return Finding("wrong-count", {"expected": wanted, "got": count})


def extra_dimension(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """(1, D) is not (D,)."""
    if difference.kind != "shape":
        return None
    expected, got = _shapes(difference)
    if got != expected and tuple(n for n in got if n != 1) == tuple(n for n in expected if n != 1):
        return Finding("extra-dimension", {"expected": str(expected), "got": str(got)})
    return None


def transposed(difference: Difference, circumstances: Circumstances) -> Finding | None:
    if difference.kind not in ("shape", "value") or not isinstance(difference.got, np.ndarray):
        return None
    expected, got = _shapes(difference)
    if len(got) < 2 or got != expected[::-1]:
        return None
    if _near(difference.got.T, difference.expected):
        return Finding("transposed", {"expected": str(expected), "got": str(got)})
    if difference.kind == "shape":
        return Finding("transposed-shape", {"expected": str(expected), "got": str(got)})
    return None


def not_summed(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """One axis, or several, is left that the expected result has been summed or averaged over."""
    if difference.kind != "shape":
        return None
    expected, got = _shapes(difference)
    missing = len(got) - len(expected)
    if missing < 1:
        return None
    for axes in itertools.combinations(range(len(got)), missing):
        if tuple(n for axis, n in enumerate(got) if axis not in axes) == expected:
            shown = ", ".join(map(str, axes))
            if _near(difference.got.sum(axis=axes), difference.expected):
                return Finding("not-summed", {"axis": shown, "expected": str(expected), "got": str(got)})
            if _near(difference.got.mean(axis=axes), difference.expected):
                return Finding("not-averaged", {"axis": shown, "expected": str(expected), "got": str(got)})
    return None


def summed_over_the_wrong_axis(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """The length is that of another axis of an argument."""
    if difference.kind != "shape":
        return None
    expected, got = _shapes(difference)
    if len(got) != 1 or len(expected) != 1:
        return None
    arrays = [array.shape for array in circumstances.arrays(difference.case) if array.ndim > 1]
    if any(got[0] in shape and expected[0] in shape for shape in arrays):
        return Finding("wrong-axis", {"expected": str(expected), "got": str(got)})
    return None


def wrong_shape(difference: Difference, circumstances: Circumstances) -> Finding | None:
    if difference.kind != "shape":
        return None
    expected, got = _shapes(difference)
    return Finding("wrong-shape", {"expected": str(expected), "got": str(got)})


def _shapes(difference: Difference) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return np.shape(difference.expected), np.shape(difference.got)


def _near(a: Array, b: Array) -> bool:
    return a.shape == b.shape and distance(a, b) <= _SAME
