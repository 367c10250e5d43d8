"""The numbers of exercise21's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed, short


class Drawn:
    """Gives the draw of the example."""

    def standard_normal(self, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
        return np.array([-1, 0.5]).reshape(shape)


class Zeros:
    def standard_normal(self, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
        return np.zeros(shape)


def numbers(e: Any) -> Iterable[str]:
    betas, alphas_bar = e.noise_schedule(4, 0.1, 0.4)
    yield from short(betas)
    yield from fixed(alphas_bar, 4)
    x, noise, zeros = np.array([1.0, -2]), np.array([0.5, 1]), np.zeros(2)
    noisy = e.add_noise(x, 2, alphas_bar, noise)
    yield from fixed(noisy, 4)
    yield from fixed(e.add_noise(np.eye(2)[0], 2, alphas_bar, np.eye(2)[1]), 4)
    mean = e.denoise_step(noisy, noise, 2, betas, Zeros())
    yield from fixed(mean, 4)
    divisor = 1 / e.denoise_step(np.ones(2), zeros, 2, betas, Zeros())[0]
    yield from fixed([divisor, *(mean * divisor)], 4)
    signal = e.denoise_step(e.add_noise(np.ones(2), 2, alphas_bar, zeros), zeros, 2, betas, Zeros())[0]
    yield from fixed([signal, np.sqrt(alphas_bar[1])], 4)
    yield from fixed(-e.denoise_step(zeros, np.ones(2), 2, betas, Zeros())[0] * divisor, 4)
    yield from fixed(-e.denoise_step(zeros, zeros, 2, betas, Drawn())[0], 4)
    yield from fixed(e.denoise_step(noisy, noise, 2, betas, Drawn()), 4)
