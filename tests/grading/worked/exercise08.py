"""The numbers of exercise08's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed


def numbers(e: Any) -> Iterable[str]:
    zeros = np.zeros(2)
    first, m, v = e.adam_step(np.array([1.0, 2]), np.array([0.5, -0.01]), zeros, zeros, 1, learning_rate=0.1)
    yield from fixed([first, m], 4)
    yield from fixed(m / 0.1, 4)
    second, m, v = e.adam_step(first, np.array([0.3, 0.02]), m, v, 2, learning_rate=0.1)
    yield from fixed([second, m], 4)
    yield from fixed([m / (1 - 0.9**2), v / (1 - 0.999**2), np.sqrt(v / (1 - 0.999**2))], 5)
    optimizer = e.Adam(learning_rate=0.1)
    (once,) = optimizer.update([np.array([1.0, 2])], [np.array([0.5, -0.01])])
    yield from fixed(optimizer.update([once], [np.array([0.3, 0.02])])[0], 4)
