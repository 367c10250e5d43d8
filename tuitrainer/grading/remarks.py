"""What is worth knowing of results that is not wrong: how fast the function was, what it ran on."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from tuitrainer.grading.report import Finding
from tuitrainer.sandbox.inside.recorder import RAN_ON

SECONDS = "seconds"
"""Key of a result that a probe has measured: how long a call takes. A judge says what is too long."""
_SIMULATOR = "SIMULATOR"
"""How Numba's simulator names its device."""


def remarks(got: Mapping[str, Any], expected: Mapping[str, Any]) -> tuple[Finding, ...]:
    """None of them where a call gave no result."""
    found = []
    times = [results.get(SECONDS) for results in (got, expected)]
    if all(isinstance(seconds, float) and isfinite(seconds) and seconds > 0 for seconds in times):
        taken, wanted = (_milliseconds(seconds) for seconds in times if isinstance(seconds, float))
        found.append(Finding("speed", {"got": taken, "expected": wanted}))
    device = got.get(RAN_ON)
    if isinstance(device, str):
        found.append(Finding("ran-on-simulator") if device == _SIMULATOR else Finding("ran-on", {"device": device}))
    return tuple(found)


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.3g}" if seconds < 1 else f"{1000 * seconds:.0f}"
