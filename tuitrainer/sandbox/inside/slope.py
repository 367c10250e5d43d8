"""Whether functions of a module fit together: the slope of the one, by differences, and what the other says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import default_rng

_STEP = 1e-5


def slopes(loss: Callable[[Any], Any], gradient: Callable[[Any], Any], point: Any) -> list[float] | None:
    """The slope of `loss` at `point` in a direction, once by differences and once by `gradient`; None without numbers.

    `point` is an array, or tuples and lists of arrays, and so is the gradient.
    """
    try:
        direction = _direction(point, default_rng(20))
        rise = float(loss(_moved(point, direction, _STEP))) - float(loss(_moved(point, direction, -_STEP)))
        return [rise / (2 * _STEP), _product(gradient(_moved(point, direction, 0.0)), direction)]
    except Exception:  # noqa: BLE001  what comes back of a submission is anything, and the results say so themselves
        return None


def _direction(point: Any, rng: np.random.Generator) -> Any:
    if isinstance(point, tuple | list):
        return [_direction(part, rng) for part in point]
    return rng.normal(size=np.shape(point))


def _moved(point: Any, direction: Any, step: float) -> Any:
    if isinstance(point, tuple | list):
        return type(point)(_moved(part, way, step) for part, way in zip(point, direction, strict=True))
    return point + step * direction


def _product(gradient: Any, direction: Any) -> float:
    if isinstance(direction, list):
        return sum(_product(part, way) for part, way in zip(gradient, direction, strict=True))
    if np.shape(gradient) != np.shape(direction):
        raise ValueError("another shape")
    return float((gradient * direction).sum())
