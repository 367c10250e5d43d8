"""The numbers of exercise07's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed

FIRST, SECOND = np.array([0.5, -0.01]), np.array([0.3, 0.02])


def numbers(e: Any) -> Iterable[str]:
    start, nothing = np.array([1.0, 2.0]), np.zeros(2)
    one, velocity = e.momentum_step(start, FIRST, nothing, 0.1, 0.9)
    yield from fixed([one, velocity], 4)
    yield from fixed(e.momentum_step(one, SECOND, velocity, 0.1, 0.9), 4)
    one, velocity = e.nesterov_step(start, FIRST, nothing, 0.1, 0.9)
    yield from fixed([one, e.nesterov_step(one, SECOND, velocity, 0.1, 0.9)[0]], 4)
    one, cache = e.adagrad_step(start, FIRST, nothing, 0.1)
    two, cache = e.adagrad_step(one, SECOND, cache, 0.1)
    yield from fixed([one, two, cache], 4)
    one, cache = e.rmsprop_step(start, FIRST, nothing, 0.1)
    two, cache = e.rmsprop_step(one, SECOND, cache, 0.1)
    yield from fixed([one, two], 4)
    yield from fixed(cache, 6)
    one, *caches = e.adadelta_step(start, FIRST, nothing, nothing)
    yield from fixed([one, e.adadelta_step(one, SECOND, *caches)[0]], 4)
