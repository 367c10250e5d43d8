"""Diagnoses of how functions behave over several calls, and of how a gradient fits the forward function beside it."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

import numpy as np

from tuitrainer.grading.compare import Difference
from tuitrainer.grading.diagnose.circumstances import BATCH_OF_1, LARGE, Circumstances
from tuitrainer.grading.diagnose.scale import ratio_of
from tuitrainer.grading.report import Finding
from tuitrainer.sandbox.inside.recorder import OWN_GRADIENT, STATE_KEPT

_SAME = 1e-6
_SAME_SLOPE = 1e-4
"""What differences leave of a slope."""


def returned_none_sometimes(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """None in some cases, something in others."""
    nothing = [case for case in circumstances.reference.results if circumstances.got.get(case) is None]
    if difference.got is not None or difference.path or len(nothing) == len(circumstances.reference.results):
        return None
    return Finding("returned-none-sometimes")


def right_for_a_batch_of_1(difference: Difference, circumstances: Circumstances) -> Finding | None:
    wrong = {other.case for other in circumstances.differences}
    others = [case for case in circumstances.reference.results if case != BATCH_OF_1 and not case.startswith(LARGE)]
    if BATCH_OF_1 not in circumstances.reference.results or BATCH_OF_1 in wrong or not others:
        return None
    return Finding("only-batch-of-1") if all(case in wrong for case in others) else None


def batch_size_written_down(difference: Difference, circumstances: Circumstances) -> Finding | None:
    """Right for batches of one size; for others off by just the quotient of the sizes."""
    wrong = {other.case for other in circumstances.differences}
    right = {_rows(circumstances, case) for case in circumstances.reference.results if case not in wrong}
    if len(right) != 1:
        return None
    (size,) = right
    for other in circumstances.differences:
        rows, ratio = _rows(circumstances, other.case), ratio_of(other)
        if not size or not rows or rows == size or ratio is None:
            return None
        if min(abs(ratio * size / rows - 1), abs(ratio * rows / size - 1)) > _SAME:
            return None
    return Finding("batch-size-fixed", {"size": size})


def _rows(circumstances: Circumstances, case: str) -> int:
    """Examples in the call of a case; 0 where nobody knows."""
    return next((array.shape[0] for array in circumstances.arrays(case) if array.ndim > 1), 0)


def state_kept(got: Mapping[str, Any]) -> Finding | None:
    """Something of the submission was no longer what it was after the calls."""
    name = got.get(STATE_KEPT)
    return Finding("state-kept", {"name": name}) if isinstance(name, str) else None


def gradient_beside_forward(expected: Mapping[str, Any], got: Mapping[str, Any]) -> Finding | None:
    """Which of the two is wrong, a gradient or the function that it belongs to; None where that can't be known."""
    wanted, found = _slopes(expected), _slopes(got)
    if wanted is None or found is None or not _same_slope(*wanted):
        return None
    forward_is_right, fits = _same_slope(found[0], wanted[0]), _same_slope(*found)
    if forward_is_right:
        return None if fits else Finding("backward-wrong")
    return Finding("gradient-of-own-forward") if fits else Finding("forward-and-backward-wrong")


def _slopes(results: Mapping[str, Any]) -> tuple[float, float] | None:
    told = results.get(OWN_GRADIENT)
    if not isinstance(told, list) or len(told) != 2 or not all(isinstance(slope, float) for slope in told):
        return None
    return (told[0], told[1]) if isfinite(told[0]) and isfinite(told[1]) else None


def _same_slope(one: float, other: float) -> bool:
    return bool(np.isclose(one, other, rtol=_SAME_SLOPE, atol=_SAME_SLOPE**2))
