"""exercise20's reference against central differences, and its divergence against the integral that it solves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module

REFERENCE: Any = load_module(find_exercise(find_course(), "exercise20").solution)
Array = np.ndarray[Any, Any]


class Drawn:
    """A generator whose numbers are known."""

    def __init__(self, noise: Array) -> None:
        self.noise = noise

    def standard_normal(self, shape: tuple[int, ...]) -> Array:
        return self.noise.reshape(shape)


@pytest.mark.parametrize(("mean", "log_variance"), [(0.0, 0.0), (1.5, -1.0), (-0.7, 1.2)])
def test_the_divergence_is_the_integral(mean: float, log_variance: float) -> None:
    z, width = np.linspace(-30, 30, 200001, retstep=True)
    log_cloud = -((z - mean) ** 2) / (2 * np.exp(log_variance)) - (log_variance + np.log(2 * np.pi)) / 2
    log_standard = -(z**2) / 2 - np.log(2 * np.pi) / 2
    integral = float((np.exp(log_cloud) * (log_cloud - log_standard)).sum() * width)
    divergence = REFERENCE.kl_divergence(np.array([[mean]]), np.array([[log_variance]]))
    assert divergence == pytest.approx(integral, abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_gradients_are_those_of_the_whole_loss(seed: int) -> None:
    rng = np.random.default_rng(seed)
    mean, log_variance, noise, target = rng.normal(0, 1, (4, 3, 5))
    weight = rng.uniform(0.1, 3)

    def loss(mean: Array, log_variance: Array) -> float:
        z, _noise = REFERENCE.reparameterize(mean, log_variance, Drawn(noise))
        return float(((z - target) ** 2).sum() / len(z) + weight * REFERENCE.kl_divergence(mean, log_variance))

    z, _noise = REFERENCE.reparameterize(mean, log_variance, Drawn(noise))
    gradients = REFERENCE.vae_backward(2 * (z - target) / len(z), mean, log_variance, noise, weight)
    for place in np.ndindex(*mean.shape):
        step = np.zeros(mean.shape)
        step[place] = 1e-5
        of_mean = (loss(mean + step, log_variance) - loss(mean - step, log_variance)) / 2e-5
        of_log_variance = (loss(mean, log_variance + step) - loss(mean, log_variance - step)) / 2e-5
        assert [gradient[place] for gradient in gradients] == pytest.approx([of_mean, of_log_variance], abs=1e-8)
