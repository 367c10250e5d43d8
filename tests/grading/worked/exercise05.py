"""The numbers of exercise05's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed, short


def numbers(e: Any) -> Iterable[str]:
    x, targets = np.array([[1.0, 2]]), np.array([[0.0, 1]])
    parameters = [
        (np.array([[0.5, -1], [0.25, 0.25]]), np.zeros(2)), (np.array([[1.0, 0], [-1, 2]]), np.zeros(2)),
    ]  # fmt: skip
    logits, cache = e.forward(x, parameters)
    gradients = e.backward(cache, targets, parameters)
    moved = e.sgd_step(parameters, gradients, 0.1)
    again, _ = e.forward(x, moved)
    yield from short(logits)
    for pair in (*gradients, *moved):
        for array in pair:
            yield from fixed(array[array != np.round(array, 2)], 4)
    yield from fixed([e.cross_entropy(logits, targets), e.cross_entropy(again, targets)], 4)
    for values in (logits, again):
        yield from fixed(np.exp(values) / np.exp(values).sum(), 4)
    yield from fixed(again, 4)
    for weights in (parameters[1][0], moved[1][0]):
        yield from fixed((gradients[1][1] @ weights.T)[:1], 4)
    yield from fixed(gradients[1][1] @ parameters[1][0].T, 4)
