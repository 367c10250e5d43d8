"""The judge of every gradient: central differences in float64."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

TOLERANCE = 1e-7
SMALLEST = 1e-4


def central_differences(function: Callable[[], float], x: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The gradient of `function` with respect to `x`, which it reads; five points, so that the error falls with h^4."""
    gradient = np.empty(x.shape, np.float64)
    for index in np.ndindex(x.shape):
        here = x[index]
        step = 1e-3 * max(1.0, abs(float(here)))
        values = []
        for offset in (-2, -1, 1, 2):
            x[index] = here + offset * step
            values.append(function())
        x[index] = here
        gradient[index] = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * step)
    return gradient


def relative_error(got: npt.NDArray[Any], expected: npt.NDArray[Any]) -> float:
    """max |a - b| over the largest entry of either, shapes compared first.

    Where all are below SMALLEST it is over that: a gradient that is 0 by nature, as that of the bias of attention's
    keys, is nothing but rounding on both sides.
    """
    assert got.shape == expected.shape
    largest = max(np.abs(got).max(initial=0.0), np.abs(expected).max(initial=0.0), SMALLEST)
    return float(np.abs(got - expected).max(initial=0.0) / largest)
