"""exercise17's reference against an LSTM written for single numbers and against central differences."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module

Array = np.ndarray[Any, Any]
REFERENCE = load_module(find_exercise(find_course(), "exercise17").solution)
EXAMPLES, STEPS, INPUTS, UNITS = 3, 4, 5, 2


def drawn(columns: int, states: int) -> tuple[Array, ...]:
    """grad_h, x, the states at the start, W, U and b."""
    rng = np.random.default_rng(17)
    start = rng.normal(0, 1, (states, EXAMPLES, UNITS))
    parameters = (rng.normal(0, 0.7, (rows, columns)) for rows in (INPUTS, UNITS))
    grad_h, x = rng.normal(0, 1, (EXAMPLES, STEPS, UNITS)), rng.normal(0, 1, (EXAMPLES, STEPS, INPUTS))
    return grad_h, x, *start, *parameters, rng.normal(0, 0.7, columns)


@pytest.mark.parametrize(("kind", "gates", "states"), [("rnn", 1, 1), ("lstm", 4, 2)])
def test_gradients_are_those_of_central_differences(kind: str, gates: int, states: int) -> None:
    grad_h, *arrays = drawn(gates * UNITS, states)
    forward, backward = vars(REFERENCE)[f"{kind}_forward"], vars(REFERENCE)[f"{kind}_backward"]
    *first, parameters = backward(grad_h, *arrays[:-3], tuple(arrays[-3:]))

    for place, gradient in enumerate((*first, *parameters)):

        def loss(moved: Array, place: int = place) -> float:
            values = [*arrays[:place], moved, *arrays[place + 1 :]]
            return float((grad_h * forward(*values[:-3], tuple(values[-3:]))).sum())

        assert np.allclose(gradient, differences(loss, arrays[place]), rtol=1e-6, atol=1e-7), place


def differences(f: Callable[[Array], float], x: Array, h: float = 1e-5) -> Array:
    found = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = h
        found[index] = (f(x + step) - f(x - step)) / (2 * h)
    return found


def test_an_lstm_is_what_its_formulas_say() -> None:
    _grad_h, x, h0, c0, W, U, b = drawn(4 * UNITS, 2)
    states = REFERENCE.lstm_forward(x, h0, c0, (W, U, b))
    for example in range(EXAMPLES):
        h, c = h0[example].tolist(), c0[example].tolist()
        for t in range(STEPS):
            z = [float(x[example, t] @ W[:, column] + np.dot(h, U[:, column]) + b[column]) for column in range(len(b))]
            forget, write, show = (
                [1 / (1 + math.exp(-z[gate * UNITS + unit])) for unit in range(UNITS)] for gate in range(3)
            )
            c = [forget[unit] * c[unit] + write[unit] * math.tanh(z[3 * UNITS + unit]) for unit in range(UNITS)]
            h = [show[unit] * math.tanh(c[unit]) for unit in range(UNITS)]
            assert np.allclose(states[example, t], h, rtol=1e-12)
