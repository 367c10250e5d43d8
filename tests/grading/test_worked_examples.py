"""The numbers printed in the statements are those of the reference solutions, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise, list_exercises
from tuitrainer.grading.trusted import load_module

COURSE = find_course()


def fixed(values: Any, digits: int) -> list[str]:
    """Every number of an array as the statements print it."""
    return [f"{value:.{digits}f}" for value in np.asarray(values, dtype=float).ravel()]


def short(values: Any) -> list[str]:
    return [f"{value:g}" for value in np.asarray(values, dtype=float).ravel()]


def neurons(e: Any) -> Iterable[str]:
    grades = np.array([[10.0, 12, 14, 8], [15, 14, 11, 15], [18, 16, 12, 20]])
    weights = np.array([[0.5, 0], [0.25, 0], [0.25, 0], [0, 1]])
    dense = e.dense_forward(grades, weights, np.array([0.0, -10]))
    yield from short(e.neuron(grades[1], weights[:, 0], 0.0))
    yield from short(dense)
    yield from short(e.relu(dense))
    yield from short(e.select_above(grades, 3, 10))


def activations(e: Any) -> Iterable[str]:
    z = np.array([-1, 0.5, 2])
    for function in (e.sigmoid, e.sigmoid_derivative, e.tanh_derivative, e.softmax, e.softmax_jacobian):
        yield from fixed(function(z), 4)
    for values in (e.heaviside(z, 0.5), e.relu(z), e.relu_derivative(z), e.bounded_relu(z, -1, 1)):
        yield from short(values)


def backpropagation(e: Any) -> Iterable[str]:
    parameters = [
        (np.array([[0.5, -1], [0.25, 0.5]]), np.array([0.0, -0.5])), (np.array([[1.0], [-2]]), np.array([-1.0])),
    ]  # fmt: skip
    x, y = np.array([[1.0, 2]]), np.array([[1.0]])
    loss, gradients = e.mlp_backward(x, y, parameters)
    yield from short(loss)
    for pair in gradients:
        for gradient in pair:
            yield from short(gradient)

    def loss_at(weight: np.ndarray[Any, Any]) -> float:
        first = parameters[0][0].copy()
        first[0, 0] = weight[0]
        return float(e.mlp_backward(x, y, [(first, parameters[0][1]), parameters[1]])[0])

    yield from fixed([loss_at(np.array([0.6])), loss_at(np.array([0.4]))], 6)
    yield from fixed(e.numerical_gradient(loss_at, np.array([0.5]), 0.1), 4)
    yield from fixed((loss_at(np.array([0.6])) - loss_at(np.array([0.5]))) / 0.1, 4)


def cross_entropy(e: Any) -> Iterable[str]:
    logits, targets = np.array([[1.0, 2, 3]]), np.array([[0.0, 0, 1]])
    yield from fixed(e.softmax(logits), 4)
    yield from fixed(e.cross_entropy(logits, targets), 4)
    yield from fixed(e.cross_entropy_gradient(logits, targets), 4)
    yield from fixed(e.mean_absolute_error(e.softmax(logits), targets), 4)


def adam(e: Any) -> Iterable[str]:
    zeros = np.zeros(2)
    first, m, v = e.adam_step(np.array([1.0, 2]), np.array([0.5, -0.01]), zeros, zeros, 1, learning_rate=0.1)
    yield from fixed([first, m], 4)
    yield from fixed(m / 0.1, 4)
    second, m, v = e.adam_step(first, np.array([0.3, 0.02]), m, v, 2, learning_rate=0.1)
    yield from fixed([second, m], 4)
    yield from fixed([m / (1 - 0.9**2), v / (1 - 0.999**2), np.sqrt(v / (1 - 0.999**2))], 5)
    optimizer = e.Adam(learning_rate=0.1)
    (once,) = optimizer.update([np.array([1.0, 2])], [np.array([0.5, -0.01])])
    yield from fixed(optimizer.update([once], [np.array([0.3, 0.02])])[0], 4)


def convolution(e: Any) -> Iterable[str]:
    x, kernels = np.zeros((1, 2, 2, 3)), np.zeros((3, 3, 3, 1))
    x[0, :, :, 0], x[0, :, :, 1] = [[156, 155], [153, 154]], [[167, 166], [164, 165]]
    x[0, :, :, 2] = [[163, 162], [160, 161]]
    kernels[:, :, 0, 0] = [[-1, -1, 1], [0, 1, -1], [0, 1, 1]]
    kernels[:, :, 1, 0] = [[1, 0, 0], [1, -1, -1], [1, 0, -1]]
    kernels[:, :, 2, 0] = [[0, 1, 1], [0, 1, 0], [1, -1, 1]]
    yield from short(e.conv2d_forward(x, kernels, np.array([1.0]), padding=1))
    for channel in range(3):
        alone = slice(channel, channel + 1)
        out = e.conv2d_forward(x[..., alone], kernels[:, :, alone], np.zeros(1), padding=1)
        yield from short(abs(out[0, 0, 0, 0]))
    grad_x, grad_kernels, grad_bias = e.conv2d_backward(np.ones((1, 2, 2, 1)), x, kernels, padding=1)
    yield from short(grad_bias)
    yield from short(grad_x[0, 0, 0])
    yield from short(grad_kernels[:, :, 0, 0])


EXAMPLES: dict[str, Callable[[Any], Iterable[str]]] = {
    "exercise01": neurons, "exercise02": activations, "exercise03": backpropagation, "exercise04": cross_entropy,
    "exercise08": adam, "exercise11": convolution,
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_worked_example_is_right(name: str) -> None:
    exercise = find_exercise(COURSE, name)
    numbers = list(EXAMPLES[name](load_module(exercise.solution)))
    assert len(numbers) >= 8
    for language, point in (("en", "."), ("fr", ",")):
        statement = exercise.statement_path(language).read_text(encoding="utf-8")
        printed = set(re.findall(r"(?<![\d.,])-?\d+(?:[.,]\d+)?", statement))
        missing = [number for number in numbers if number.replace(".", point) not in printed]
        assert not missing, (language, missing)


def test_every_exercise_has_a_worked_example() -> None:
    assert set(EXAMPLES) == {exercise.id for exercise in list_exercises(COURSE)}
