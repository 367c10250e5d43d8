"""The reference of exercise09 beside differences and published formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "sigmoid": lambda z: 0.5 * (1 + np.tanh(z / 2)),
    "tanh": np.tanh,
    "relu": lambda z: z.clip(0),
}


@pytest.fixture(scope="module")
def reference() -> Any:
    return load_module(find_exercise(find_course(), "exercise09").solution)


@pytest.mark.parametrize("activation", FUNCTIONS)
def test_norms_are_those_of_differences(reference: Any, activation: str) -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(5, 4))
    parameters = [(rng.normal(size=shape), rng.normal(size=shape[1])) for shape in ((4, 6), (6, 5), (5, 3))]

    def loss() -> float:
        out = x
        for weights, bias in parameters:
            out = FUNCTIONS[activation](out @ weights + bias)
        return float(out.sum() / len(x))

    squares = np.zeros(3)
    for layer, (weights, _) in enumerate(parameters):
        for index in np.ndindex(weights.shape):
            kept = weights[index]
            weights[index] = kept + 1e-6
            above = loss()
            weights[index] = kept - 1e-6
            squares[layer] += ((above - loss()) / 2e-6) ** 2
            weights[index] = kept
    assert reference.gradient_norms(x, parameters, activation) == pytest.approx(np.sqrt(squares), rel=1e-6)


def test_draws_have_their_moments(reference: Any) -> None:
    rng = np.random.default_rng(0)
    glorot, he = reference.glorot_uniform(rng, 300, 500), reference.he_normal(rng, 300, 500)
    assert glorot.var() == pytest.approx(2 / 800, rel=0.02)
    assert np.abs(glorot).max() <= np.sqrt(6 / 800)
    assert he.var() == pytest.approx(2 / 300, rel=0.02)
    for shape in ((7, 3), (3, 7), (4, 4)):
        q = reference.orthogonal(rng, *shape)
        assert q.shape == shape
        assert np.linalg.svd(q)[1] == pytest.approx(np.ones(min(shape)))


def test_the_exponents_in_the_statement() -> None:
    assert np.log10(0.2**30) == pytest.approx(-21, abs=0.5)
    assert np.log10(2.0**30) == pytest.approx(9, abs=0.5)
