"""exercise19's reference against central differences, against probabilities, and at the point where both sides stop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module

REFERENCE: Any = load_module(find_exercise(find_course(), "exercise19").solution)
Array = np.ndarray[Any, Any]


def central(loss: Callable[[Array], float], logits: Array) -> Array:
    steps = 1e-5 * np.eye(len(logits))
    return np.array([(loss(logits + step) - loss(logits - step)) / 2e-5 for step in steps])


@pytest.mark.parametrize("seed", range(5))
def test_gradients_are_those_of_the_losses(seed: int) -> None:
    rng = np.random.default_rng(seed)
    real, fake = rng.normal(0, 2, 4), rng.normal(0, 2, 6)
    loss, grad_real, grad_fake = REFERENCE.discriminator_loss_and_gradient(real, fake)
    by_probability = -np.log(1 / (1 + np.exp(-real))).mean() - np.log(1 - 1 / (1 + np.exp(-fake))).mean()
    assert loss == pytest.approx(by_probability, rel=1e-12)
    of_real = central(lambda z: REFERENCE.discriminator_loss_and_gradient(z, fake)[0], real)
    of_fake = central(lambda z: REFERENCE.discriminator_loss_and_gradient(real, z)[0], fake)
    assert grad_real == pytest.approx(of_real, abs=1e-9)
    assert grad_fake == pytest.approx(of_fake, abs=1e-9)
    loss, grad_fake = REFERENCE.generator_loss_and_gradient(fake)
    assert loss == pytest.approx(-np.log(1 / (1 + np.exp(-fake))).mean(), rel=1e-12)
    assert grad_fake == pytest.approx(central(lambda z: REFERENCE.generator_loss_and_gradient(z)[0], fake), abs=1e-9)


def test_large_logits_cost_what_they_are() -> None:
    with np.errstate(all="raise", under="ignore"):
        loss, grad_real, grad_fake = REFERENCE.discriminator_loss_and_gradient(
            np.array([1000.0, -1000]), np.array([1000.0, -1000])
        )
        assert (loss, grad_real.tolist(), grad_fake.tolist()) == (1000, [0, -0.5], [0.5, 0])
        loss, grad_fake = REFERENCE.generator_loss_and_gradient(np.array([1000.0, -1000]))
        assert (loss, grad_fake.tolist()) == (500, [0, -0.5])
