"""The numbers of exercise09's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed, short


def numbers(e: Any) -> Iterable[str]:
    one = [(np.ones((1, 1)), np.zeros(1))]
    yield from fixed(e.gradient_norms(np.ones((1, 1)), one * 3, "sigmoid"), 4)
    yield from short(e.gradient_norms(np.ones((1, 1)), one * 3, "relu"))
    activation = 1.0
    for _ in range(3):
        slope = e.gradient_norms(np.array([[activation]]), one, "sigmoid")[0] / activation
        activation = 1 / (1 + np.exp(-activation))
        yield from fixed([activation, slope], 4)
    arrays = [np.array([3.0, 4]), np.array([12.0])]
    for max_norm in (6.5, 20.0):
        clipped, norm = e.clip_by_global_norm(arrays, max_norm)
        yield from short(norm)
        yield from (text for array in clipped for text in short(array))
    yield from (text for array in e.clip_by_value(arrays, 3.5) for text in short(array))
