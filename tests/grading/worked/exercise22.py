"""The numbers of exercise22's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed, short


def numbers(e: Any) -> Iterable[str]:
    x, labels = np.array([[0.6, 0.1, 0.5]]), np.array([0])
    first, last = (np.array([[1.0, -1], [-2, 1], [0, 0]]), np.array([0.3, 1])), (
        np.array([[2.0, -1], [-1, 1]]), np.zeros(2),
    )  # fmt: skip
    gradient = e.input_gradient(x, labels, [first, last])
    yield from fixed(gradient[0, :2], 4)
    yield from short(gradient[0, 2])
    for moved in (x, e.fgsm(x, labels, [first, last], 0.2)):
        z = moved @ first[0] + first[1]  # positive: the last layer sees it as it is
        logits = z @ last[0] + last[1]
        yield from short(np.round(np.concatenate([moved, z, logits], axis=1), 12))
        yield from fixed(e.softmax(logits), 4)
        yield from fixed(-np.log(e.softmax(logits)[0, 0]), 4)
    yield from short(e.fgsm(x, labels, [first, last], 0.7))
    yield from fixed(e.softmax(np.array([[0.9, -0.2]])) - [[1, 0]], 4)
    yield from fixed(e.input_gradient(np.array([[0.7, 0.5]]), labels, [last]), 4)
