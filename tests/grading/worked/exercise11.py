"""The numbers of exercise11's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import short


def numbers(e: Any) -> Iterable[str]:
    x, kernels = np.zeros((1, 2, 2, 3)), np.zeros((3, 3, 3, 1))
    x[0, :, :, 0], x[0, :, :, 1] = [[156, 155], [153, 154]], [[167, 166], [164, 165]]
    x[0, :, :, 2] = [[163, 162], [160, 161]]
    kernels[:, :, 0, 0] = [[-1, -1, 1], [0, 1, -1], [0, 1, 1]]
    kernels[:, :, 1, 0] = [[1, 0, 0], [1, -1, -1], [1, 0, -1]]
    kernels[:, :, 2, 0] = [[0, 1, 1], [0, 1, 0], [1, -1, 1]]
    yield from short(e.conv2d_forward(x, kernels, np.array([1.0]), padding=1))
    for channel in range(3):
        alone = slice(channel, channel + 1)
        out = e.conv2d_forward(x[..., alone], kernels[:, :, alone], np.zeros(1), padding=1)
        yield from short(abs(out[0, 0, 0, 0]))
    grad_x, grad_kernels, grad_bias = e.conv2d_backward(np.ones((1, 2, 2, 1)), x, kernels, padding=1)
    yield from short(grad_bias)
    yield from short(grad_x[0, 0, 0])
    yield from short(grad_kernels[:, :, 0, 0])
