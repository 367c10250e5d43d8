"""The numbers of exercise01's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import short


def numbers(e: Any) -> Iterable[str]:
    grades = np.array([[10.0, 12, 14, 8], [15, 14, 11, 15], [18, 16, 12, 20]])
    weights = np.array([[0.5, 0], [0.25, 0], [0.25, 0], [0, 1]])
    dense = e.dense_forward(grades, weights, np.array([0.0, -10]))
    yield from short(e.neuron(grades[1], weights[:, 0], 0.0))
    yield from short(dense)
    yield from short(e.relu(dense))
    yield from short(e.select_above(grades, 3, 10))
