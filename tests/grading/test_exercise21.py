"""exercise21's reference against the walk that it leaps over, and against Bayes' rule for the step back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module

REFERENCE: Any = load_module(find_exercise(find_course(), "exercise21").solution)
Array = np.ndarray[Any, Any]


class Drawn:
    """A generator whose numbers are known."""

    def __init__(self, value: float) -> None:
        self.value = value

    def standard_normal(self, shape: tuple[int, ...]) -> Array:
        return np.full(shape, self.value)


def schedule(seed: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    betas, alphas_bar = REFERENCE.noise_schedule(9, rng.uniform(0.01, 0.1), rng.uniform(0.2, 0.6))
    return betas, alphas_bar


@pytest.mark.parametrize("seed", range(3))
def test_the_leap_is_the_walk(seed: int) -> None:
    betas, alphas_bar = schedule(seed)
    assert np.diff(betas) == pytest.approx(np.full(8, (betas[-1] - betas[0]) / 8))
    signal, variance = 1.0, 0.0
    for t, beta in enumerate(betas):  # step by step, noise by noise
        signal, variance = np.sqrt(1 - beta) * signal, (1 - beta) * variance + beta
        assert REFERENCE.add_noise(np.ones(2), t, alphas_bar, np.zeros(2)) == pytest.approx(signal)
        assert REFERENCE.add_noise(np.zeros(2), t, alphas_bar, np.ones(2)) ** 2 == pytest.approx(variance)


@pytest.mark.parametrize("seed", range(3))
def test_a_step_back_is_bayes_rule_for_the_example_that_the_prediction_implies(seed: int) -> None:
    betas, alphas_bar = schedule(seed)
    rng = np.random.default_rng(seed)
    for t in range(1, len(betas)):
        clean, noise = rng.normal(0, 1, (2, 4))
        x = REFERENCE.add_noise(clean, t, alphas_bar, noise)
        # before: normal, of mean sqrt(alpha_bar) clean; x given it: normal around sqrt(1 - beta) times it
        prior, likelihood = 1 / (1 - alphas_bar[t - 1]), (1 - betas[t]) / betas[t]
        mean = (prior * np.sqrt(alphas_bar[t - 1]) * clean + likelihood * x / np.sqrt(1 - betas[t])) / (
            prior + likelihood
        )
        assert REFERENCE.denoise_step(x, noise, t, betas, Drawn(0)) == pytest.approx(mean)
        assert REFERENCE.denoise_step(x, noise, t, betas, Drawn(1)) == pytest.approx(mean + np.sqrt(betas[t]))
    x = REFERENCE.add_noise(clean, 0, alphas_bar, noise)
    assert REFERENCE.denoise_step(x, noise, 0, betas, Drawn(1)) == pytest.approx(clean)
