"""exercise07's reference against the kernels, which were written otherwise, and against what the methods promise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module
from tuitrainer.kernels.reference import optimizers as kernels


@pytest.fixture(scope="module")
def reference() -> Any:
    return load_module(find_exercise(find_course(), "exercise07").solution)


RATE: dict[str, Any] = {"learning_rate": 0.1}
STEPS: dict[str, tuple[Any, int, dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "momentum_step": (kernels.momentum_update, 1, {"momentum": 0.9}, RATE, {"nesterov": False}),
    "nesterov_step": (kernels.momentum_update, 1, {"momentum": 0.9}, RATE, {"nesterov": True}),
    "adagrad_step": (kernels.adagrad_update, 1, {"epsilon": 1e-3}, RATE, {}),
    "rmsprop_step": (kernels.rmsprop_update, 1, {"rho": 0.8, "epsilon": 1e-3}, RATE, {}),
    "adadelta_step": (kernels.adadelta_update, 2, {"rho": 0.8, "epsilon": 1e-3}, {}, {}),
}
"""The kernel, how many moments it has; the arguments of both, of the exercise's function and of the kernel alone."""


@pytest.mark.parametrize("name", STEPS)
def test_five_steps_are_those_of_the_kernel(reference: Any, name: str) -> None:
    update, states, named, of_exercise, of_kernel = STEPS[name]
    numbers = np.array([of_exercise.get("learning_rate", 1.0)])  # Zeiler's method has none
    rng = np.random.default_rng(7)
    found = [rng.normal(size=(3, 4)), *np.zeros((states, 3, 4))]
    expected = [array.copy() for array in found]
    for _step in range(5):
        gradient = rng.normal(size=(3, 4))
        found = list(vars(reference)[name](found[0], gradient, *found[1:], **named, **of_exercise))
        update(expected[0], gradient, *expected[1:], numbers=numbers, **named, **of_kernel)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_nesterov_is_a_ball_that_asks_for_the_slope_ahead(reference: Any) -> None:
    """In its first form: v' = momentum v - lr f'(p + momentum v), p' = p + v'."""
    point, speed = 1.0, 0.0
    ahead, velocity = np.array(1.0), np.array(0.0)
    for _step in range(10):
        speed = 0.8 * speed - 0.1 * 3 * (point + 0.8 * speed)
        point += speed
        ahead, velocity = reference.nesterov_step(ahead, 3 * ahead, velocity, 0.1, 0.8)
        assert ahead == pytest.approx(point + 0.8 * speed, rel=1e-12)


def test_a_constant_gradient_in_the_end(reference: Any) -> None:
    """Momentum: lr g / (1 - momentum); AdaGrad: lr / sqrt(t); RMSProp: lr."""
    states = {"momentum_step": 0.1 * 3 / (1 - 0.9), "adagrad_step": 0.1 / np.sqrt(400), "rmsprop_step": 0.1}
    for name, length in states.items():
        p, state = np.zeros(1), np.zeros(1)
        more = {"momentum": 0.9} if name == "momentum_step" else {}
        before = p
        for _step in range(400):
            before = p
            p, state = vars(reference)[name](p, np.array([3.0]), state, 0.1, **more)
        assert before - p == pytest.approx(length, rel=1e-6)
