"""The reference of exercise22 beside differences, and what its attack promises."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module


@pytest.fixture(scope="module")
def reference() -> Any:
    return load_module(find_exercise(find_course(), "exercise22").solution)


def network(rng: np.random.Generator) -> Any:
    return [(rng.normal(size=shape), rng.normal(size=shape[1])) for shape in ((6, 9), (9, 8), (8, 4))]


def losses_of(x: Any, labels: Any, parameters: Any) -> Any:
    for weights, bias in parameters[:-1]:
        x = (x @ weights + bias).clip(0)
    logits = x @ parameters[-1][0] + parameters[-1][1]
    return np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(labels)), labels]


def test_the_gradient_is_that_of_differences(reference: Any) -> None:
    rng = np.random.default_rng(0)
    x, labels, parameters = rng.uniform(size=(5, 6)), rng.integers(4, size=5), network(rng)
    gradient = reference.input_gradient(x, labels, parameters)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = 1e-6
        rise = losses_of(x + step, labels, parameters).mean() - losses_of(x - step, labels, parameters).mean()
        assert gradient[index] == pytest.approx(rise / 2e-6, abs=1e-7)


def test_no_other_small_change_raises_the_loss_more(reference: Any) -> None:
    rng = np.random.default_rng(1)
    x, labels, parameters = rng.uniform(0.1, 0.9, size=(20, 6)), rng.integers(4, size=20), network(rng)
    attacked = losses_of(reference.fgsm(x, labels, parameters, 1e-5), labels, parameters)
    for _ in range(50):
        signs = rng.choice([-1.0, 1.0], x.shape)
        assert (losses_of(x + 1e-5 * signs, labels, parameters) <= attacked + 1e-8).all()
