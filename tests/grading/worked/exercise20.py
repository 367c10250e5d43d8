"""The numbers of exercise20's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed

NOISE = np.array([[0.5, -1], [2, 0.5]])


class Drawn:
    """Gives the noise of the example."""

    def standard_normal(self, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
        return NOISE.reshape(shape)


def numbers(e: Any) -> Iterable[str]:
    mean, log_variance = np.array([[1, -0.5], [0, 2]]), np.array([[0.0, -2], [1, -1]])
    yield from fixed(e.reparameterize(mean, log_variance, Drawn())[0], 4)
    yield from fixed(e.reparameterize(0 * mean, log_variance, Drawn())[0] / NOISE, 4)  # s
    for row in range(2):
        yield from fixed(e.kl_divergence(mean[row : row + 1], log_variance[row : row + 1]), 4)
        for column in range(2):
            place = slice(row, row + 1), slice(column, column + 1)
            yield from fixed(-2 * e.kl_divergence(mean[place], log_variance[place]), 4)
    yield from fixed(e.kl_divergence(mean, log_variance), 4)
    grad_z = np.array([[0.1, 0.2], [-0.3, 0.4]])
    for weight, gradient in ((0.5, grad_z), (0, grad_z), (0.5, 0 * grad_z)):
        grad_mean, grad_log_variance = e.vae_backward(gradient, mean, log_variance, NOISE, weight)
        yield from fixed(grad_log_variance, 4)
        if weight and gradient.any():
            yield from fixed(grad_mean, 4)
