"""The numbers of exercise06's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed, short


def slope(x: Any) -> Any:
    return 2 * x


def numbers(e: Any) -> Iterable[str]:
    walk = e.descend(slope, 1.0, 0.25, 0.3, 100)
    yield from short(walk)
    yield from short(slope(walk[-1]))
    yield from short(e.descend(lambda x: abs(slope(x)), -1.0, 0.25, 0.3, 3))
    x, y = np.array([1.0, 2.0]), np.array([3.5, 6.5])
    yield from short(0.58 * x + 0.25 - y)
    yield from short(e.linear_regression_gradient(x, y, 0.58, 0.25))
    samples = np.array([4.0, 2.0, 6.0])
    yield from short(e.sgd_mean(samples, 0.0, np.full(3, 0.5)))
    yield from short(e.sgd_mean(samples, 0.0, e.averaging_rates(3)))
    yield from fixed([e.limit_variance(0.5, 2.0), e.limit_variance(0.1, 2.0), 4 / 19], 4)
