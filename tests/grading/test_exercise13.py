"""exercise13's reference against finite differences and against what normalising has to give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module

H = 1e-6
SHAPES = ((6, 4), (3, 2, 4, 5))


@pytest.fixture(scope="module")
def reference() -> Any:
    return load_module(find_exercise(find_course(), "exercise13").solution)


def drawn(rng: np.random.Generator, shape: tuple[int, ...]) -> list[Any]:
    """x, gamma, beta, running_mean, running_var."""
    features = shape[-1]
    x = 3 * rng.normal(size=shape) + rng.normal(size=features)
    return [x, *rng.normal(size=(3, features)), rng.uniform(1, 2, features)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_every_gradient_is_the_slope(reference: Any, shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    arguments, grad_output = drawn(rng, shape), rng.normal(size=shape)
    gradients = reference.batch_norm_backward(grad_output, reference.batch_norm_forward(*arguments, 0.9, 0.1, True)[3])
    for place, gradient in enumerate(gradients):
        assert gradient.shape == arguments[place].shape
        for _ in range(5):
            direction, slopes = rng.normal(size=gradient.shape), []
            for sign in (1, -1):
                moved = list(arguments)
                moved[place] = moved[place] + sign * H * direction
                slopes.append((grad_output * reference.batch_norm_forward(*moved, 0.9, 0.1, True)[0]).sum())
            assert abs((slopes[0] - slopes[1]) / (2 * H) - (gradient * direction).sum()) < 1e-6


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_normalised_values_have_mean_0_and_variance_1(reference: Any, shape: tuple[int, ...]) -> None:
    x, _gamma, beta, *running = drawn(np.random.default_rng(1), shape)
    out = reference.batch_norm_forward(x, np.ones(shape[-1]), 0 * beta, *running, 0.9, 0.0, True)[0]
    rows = out.reshape(-1, shape[-1])
    np.testing.assert_allclose(rows.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(rows.var(axis=0), 1, rtol=1e-12)


def test_running_statistics_come_to_those_of_the_data(reference: Any) -> None:
    x, gamma, beta, mean, var = drawn(np.random.default_rng(2), (50, 3))
    for _ in range(200):
        _, mean, var, _ = reference.batch_norm_forward(x, gamma, beta, mean, var, 0.8, 1e-5, True)
    np.testing.assert_allclose([mean, var], [x.mean(axis=0), x.var(axis=0)], rtol=1e-12)
    trained = reference.batch_norm_forward(x, gamma, beta, mean, var, 0.8, 1e-5, True)[0]
    np.testing.assert_allclose(reference.batch_norm_forward(x, gamma, beta, mean, var, 0.8, 1e-5, False)[0], trained)
