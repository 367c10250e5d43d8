"""The figures that go with a finding: where results differ first and most, and what was called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tuitrainer.grading.compare import SMALLEST, Difference
from tuitrainer.grading.definition import Check
from tuitrainer.grading.diagnose.scale import ratio_of
from tuitrainer.grading.report import Evidence, Shown
from tuitrainer.grading.trusted import Answer
from tuitrainer.sandbox.inside.values import Foreign

_LONGEST = 6
"""Parts of a list that are shown."""


def evidence_of(difference: Difference, check: Check) -> Evidence:
    """What can be said in numbers of one difference."""
    output = difference.output(check.outputs)
    expected, got = difference.expected, difference.got
    if not isinstance(expected, np.ndarray) or not isinstance(got, np.ndarray):
        return Evidence(output, difference.case)
    if difference.kind != "value":
        return Evidence(output, difference.case, expected.shape, got.shape)
    a, b = got.astype(float), expected.astype(float)
    scale = max(float(np.abs(b[np.isfinite(b)]).max(initial=0.0)), SMALLEST)
    with np.errstate(invalid="ignore"):
        errors = np.array(np.abs(a - b) / scale)
        errors[~np.isfinite(a) | ~np.isfinite(b)] = np.inf
        errors[(a == b) | (np.isnan(a) & np.isnan(b))] = 0.0
    worst = np.unravel_index(int(np.argmax(errors)), errors.shape)
    wrong = errors > check.tolerance
    first = np.unravel_index(int(np.argmax(wrong)), errors.shape)
    return Evidence(
        output, difference.case, expected.shape, got.shape,
        worst_index=_index(worst), expected=float(b[worst]), got=float(a[worst]),
        first_index=_index(first), first_expected=float(b[first]), first_got=float(a[first]),
        wrong=int(wrong.sum()), size=int(errors.size),
        error=difference.error, ratio=ratio_of(difference),
    )  # fmt: skip


def _index(index: tuple[Any, ...]) -> tuple[int, ...]:
    return tuple(int(place) for place in index)


def call_of(case: str, reference: Answer) -> Shown | None:
    """The call that a case comes from."""
    place = reference.links.get(case)
    return None if place is None else shown_call(reference, place)


def shown_call(reference: Answer, place: int) -> Shown | None:
    """The reference's call at a place."""
    if place >= len(reference.calls):
        return None
    call = reference.calls[place]
    return Shown(call.function, tuple((name, describe(value)) for name, value in call.arguments.items()))


def describe(value: Any) -> str:
    """A value in a few characters: an array's shape, a number, the parts of a list."""
    if isinstance(value, np.ndarray):
        if not value.ndim:
            return f"{value.item():.6g}"
        kind = "" if value.dtype == np.float64 else f" {value.dtype.name}"
        return f"array {value.shape}{kind}"
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int | float):
        return f"{value:.6g}"
    if isinstance(value, str):
        return repr(value[:40])
    if isinstance(value, tuple | list):
        parts = [describe(part) for part in value[:_LONGEST]] + ["..."] * (len(value) > _LONGEST)
        left, right = "()" if isinstance(value, tuple) else "[]"
        return f"{left}{', '.join(parts)}{right}"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key!r}: {describe(part)}' for key, part in list(value.items())[:_LONGEST])}}}"
    if isinstance(value, Foreign):
        return f"{value.type_name} {value.element}".rstrip()
    return type(value).__name__
