"""The numbers of exercise14's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import short

X = np.array([[1.0, -2]])
W1, B1 = np.array([[1.0, 0, -1], [1, -1, 2]]), np.array([2.0, 0, 1])
W2, B2 = np.array([[1.0, -1], [2, 1], [5, 3]]), np.array([-2.0, 0])
ROW = np.array([[0.0, 0, 0], [1, 1, 1], [0, 0, 0]])


def numbers(e: Any) -> Iterable[str]:
    parameters = [(W1, B1), (W2, B2)]
    out, cache = e.residual_forward(X, parameters)
    yield from short(out)
    grad_x, gradients = e.residual_backward(np.array([[0.5, 3]]), cache, parameters)
    yield from short(grad_x)
    for weights, bias in gradients:
        yield from short(weights)
        yield from short(bias)
    z1 = X @ W1 + B1
    yield from short(z1)
    yield from short(X + np.maximum(z1, 0) @ W2 + B2)
    image = np.array([[1.0, 2], [3, 4]])[None, :, :, None]
    branches = [(np.full((1, 1, 1, 1), 10.0), np.ones(1)), (ROW[:, :, None, None], np.zeros(1))]
    yield from short(e.inception_forward(image, branches))
    wide = sum(array.size for array in (np.empty((3, 3, 256, 256)), np.empty(256)))
    down, among, up = (
        kernel * kernel * c_in * c_out + c_out for kernel, c_in, c_out in ((1, 256, 64), (3, 64, 64), (1, 64, 256))
    )
    yield from map(str, (wide, down, among, up, down + among + up))
