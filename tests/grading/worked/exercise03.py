"""The numbers of exercise03's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed, short


def numbers(e: Any) -> Iterable[str]:
    parameters = [
        (np.array([[0.5, -1], [0.25, 0.5]]), np.array([0.0, -0.5])), (np.array([[1.0], [-2]]), np.array([-1.0])),
    ]  # fmt: skip
    x, y = np.array([[1.0, 2]]), np.array([[1.0]])
    loss, gradients = e.mlp_backward(x, y, parameters)
    yield from short(loss)
    for pair in gradients:
        for gradient in pair:
            yield from short(gradient)

    def loss_at(weight: np.ndarray[Any, Any]) -> float:
        first = parameters[0][0].copy()
        first[0, 0] = weight[0]
        return float(e.mlp_backward(x, y, [(first, parameters[0][1]), parameters[1]])[0])

    yield from fixed([loss_at(np.array([0.6])), loss_at(np.array([0.4]))], 6)
    yield from fixed(e.numerical_gradient(loss_at, np.array([0.5]), 0.1), 4)
    yield from fixed((loss_at(np.array([0.6])) - loss_at(np.array([0.5]))) / 0.1, 4)
