"""The numbers of exercise10's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed, short


def numbers(e: Any) -> Iterable[str]:
    weights = np.array([0.5, -2, 0, 1])
    yield from short(e.l2_penalty(weights, 0.1))
    yield from short(e.l2_gradient(weights, 0.1))
    yield from short(e.l1_penalty(weights, 0.1))
    yield from short(e.l1_gradient(weights, 0.1))
    x, (_out, drawn) = np.array([2.0, -1, 3, 4]), e.dropout_forward(np.ones(100), 0.2, np.random.default_rng(0), True)
    mask = np.array([1.0, 0, 1, 1]) * drawn.max()
    yield from short(mask)
    yield from short(e.dropout_backward(x, mask) + 0.0)  # the same product as forwards, and 0 for -0
    yield from short(e.dropout_backward(np.array([1.0, 1, -2, 4]), mask))
    stopping, answers = e.EarlyStopping(2, 0.05), []
    for loss in (1.0, 0.8, 0.77, 0.7, 0.72, 0.68):
        answers.append(stopping.update(loss))
        yield from fixed(stopping.best, 2)
    assert answers == [False] * 5 + [True]
