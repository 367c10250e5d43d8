"""Diagnoses of results that are right up to a sign, a factor or a constant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tuitrainer.grading.compare import Difference, distance
from tuitrainer.grading.diagnose.circumstances import Circumstances
from tuitrainer.grading.report import Finding

_SAME = 1e-6


def wrong_sign(difference: Difference, circumstances: Circumstances) -> Finding | None:
    ratios = _ratios(difference, circumstances)
    return Finding("sign") if ratios and all(_near(ratio, -1.0) for ratio in ratios) else None


def meaningful_ratio(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """The factor is a number of the call: of examples, of columns, of entries; or 2."""
    ratios = _ratios(difference, circumstances)
    if not ratios:
        return None
    siblings = circumstances.siblings(difference)
    for name, measure in _MEANINGS.items():
        found = [measure(circumstances.arrays(other.case)) for other in siblings]
        sizes = [size for size in found if size is not None]
        if len(sizes) < len(found) or set(sizes) == {1}:
            continue
        factor = next(size for size in sizes if size != 1)
        for sign in (1.0, -1.0):
            for way in ("large", "small"):
                wanted = [sign * (size if way == "large" else 1 / size) for size in sizes]
                if all(map(_near, ratios, wanted)):
                    return Finding(f"ratio-{name}-{way}", {"factor": factor} | ({"negative": 1} if sign < 0 else {}))
    return None


def _rows(arrays: list[np.ndarray[Any, Any]]) -> int | None:
    return next((array.shape[0] for array in arrays if array.ndim > 1), None)


def _columns(arrays: list[np.ndarray[Any, Any]]) -> int | None:
    return next((array.shape[-1] for array in arrays if array.ndim > 1), None)


def _entries(arrays: list[np.ndarray[Any, Any]]) -> int | None:
    return next((array.size for array in arrays if array.ndim > 1), None)


_MEANINGS: Mapping[str, Callable[[list[np.ndarray[Any, Any]]], int | None]] = {
    "two": lambda _arrays: 2,
    "rows": _rows,
    "columns": _columns,
    "entries": _entries,
}
"""2 comes first: probes never have 2 rows or columns where the difference matters."""


def constant_ratio(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """A factor that means nothing to us. A single number always has one, so it takes an array."""
    if np.size(difference.expected) < 3:
        return None
    ratio = ratio_of(difference)
    return None if ratio is None else Finding("ratio", {"factor": ratio})


def constant_offset(difference: Difference, circumstances: Circumstances) -> Finding | None:
    if difference.kind != "value" or not isinstance(difference.expected, np.ndarray) or difference.expected.size < 3:
        return None
    offsets = difference.got - difference.expected
    if not np.isfinite(offsets).all():
        return None
    offset = float(offsets.mean())
    if abs(offset) > 0 and distance(offsets, np.full_like(offsets, offset)) < _SAME:
        return Finding("offset", {"offset": offset})
    return None


def _ratios(difference: Difference, circumstances: Circumstances) -> list[float]:
    """The constant factor of this output in each case; empty when there is none in one of them."""
    ratios = [ratio_of(other) for other in circumstances.siblings(difference)]
    return [] if None in ratios else [ratio for ratio in ratios if ratio is not None]


def ratio_of(difference: Difference) -> float | None:
    """Got over expected, where it is the same in every entry."""
    if difference.kind != "value" or not isinstance(difference.expected, np.ndarray):
        return None
    expected, got = difference.expected.astype(float).ravel(), np.asarray(difference.got, dtype=float).ravel()
    power = float(expected @ expected)
    if not np.isfinite(got).all() or not np.isfinite(expected).all() or power == 0:
        return None
    ratio = float(got @ expected) / power
    if ratio == 0 or distance(got, ratio * expected) > _SAME:
        return None
    return ratio


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= _SAME * abs(b)
