"""Diagnoses of single numbers: overflow, rounding, zeros, precision, and in the end just where they differ."""

from __future__ import annotations

import numpy as np

from tuitrainer.grading.compare import ALMOST, Array, Difference, distance
from tuitrainer.grading.diagnose.circumstances import LARGE, Circumstances
from tuitrainer.grading.report import Finding

_SAME = 1e-6


def different_words(difference: Difference, circumstances: Circumstances) -> Finding | None:
    if isinstance(difference.expected, np.ndarray):
        return None
    return Finding("other-text", {"expected": repr(difference.expected)[:80], "got": repr(difference.got)[:80]})


def overflow(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """nan or inf where a number belongs; with large arguments, where only those go wrong."""
    bad = np.isfinite(difference.expected) & ~np.isfinite(difference.got)
    if not bad.any():
        return None
    value = str(np.asarray(difference.got)[bad][0])
    largest = max((float(np.abs(array).max(initial=0)) for array in circumstances.arrays(difference.case)), default=0.0)
    only_large = all(other.case.startswith(LARGE) for other in circumstances.differences)
    if only_large and largest >= 100:
        return Finding("overflow", {"value": value, "largest": largest})
    return Finding("not-finite", {"value": value})


def integers(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """Digits lost by a conversion to integers, where fractions are asked for."""
    got, expected = np.asarray(difference.got), np.asarray(difference.expected)
    whole = got.dtype.kind in "iub" or bool(np.all(got == np.round(got)))
    if not whole or np.all(expected == np.round(expected)):
        return None
    for rounded in (np.trunc(expected), np.round(expected), np.floor(expected)):
        if np.array_equal(got.astype(float), rounded):
            return Finding("integers")
    return None


def all_zero(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """In every case: elsewhere it may be one part of it that is never written."""
    siblings = circumstances.siblings(difference)
    nothing = all(not np.any(other.got) and np.any(other.expected) for other in siblings if other.kind == "value")
    return Finding("all-zero") if nothing and np.size(difference.got) > 1 else None


def argument_returned(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """The function gave back what it was given."""
    for name, value in circumstances.arguments(difference.case).items():
        if isinstance(value, np.ndarray) and value.size > 1 and _near(np.asarray(difference.got), value):
            return Finding("argument-returned", {"argument": name})
    return None


def normalised_over_the_wrong_axis(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """Expected sums to 1 along one axis, got along another, or altogether."""
    expected, got = np.asarray(difference.expected, dtype=float), np.asarray(difference.got, dtype=float)
    if expected.ndim < 2 or not np.isfinite(got).all():
        return None
    right = [axis for axis in range(expected.ndim) if np.allclose(expected.sum(axis=axis), 1)]
    if len(right) != 1:
        return None
    if np.isclose(got.sum(), 1):
        return Finding("normalised-over-everything")
    wrong = [axis for axis in range(got.ndim) if axis != right[0] and np.allclose(got.sum(axis=axis), 1)]
    return Finding("normalised-over-axis", {"axis": wrong[0], "right": right[0]}) if wrong else None


def rounded(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """Digits cut off behind the point."""
    got, expected = np.asarray(difference.got, dtype=float), np.asarray(difference.expected, dtype=float)
    if not np.isfinite(got).all() or not np.isfinite(expected).all() or np.all(expected == np.round(expected)):
        return None
    for digits in range(1, 9):
        if np.any(got) and np.abs(got - np.round(expected, digits)).max(initial=0) < 1e-12:
            return Finding("rounded", {"digits": digits})
    return None


def precision(difference: Difference, circumstances: Circumstances) -> Finding | None:
    if max(other.error for other in circumstances.differences) >= ALMOST:
        return None
    return Finding("precision", {"error": difference.error})


def values(difference: Difference, circumstances: Circumstances) -> Finding:
    return Finding("values")


def _near(a: Array, b: Array) -> bool:
    return a.shape == b.shape and distance(a, b) <= _SAME
