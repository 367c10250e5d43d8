"""The gradients of exercise16's reference against finite differences, on random formulas."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module

VALUE = load_module(find_exercise(find_course(), "exercise16").solution).Value
STEP = 1e-6
ONE: tuple[tuple[Callable[[Any], Any], Callable[[float], float]], ...] = (
    (lambda v: v.tanh(), math.tanh),
    (lambda v: (v * 0.1).exp(), lambda x: math.exp(0.1 * x)),
    (lambda v: (v * v + 1).log(), lambda x: math.log(x * x + 1)),
    (lambda v: v.relu() - 0.5 * v, lambda x: max(x, 0) - 0.5 * x),
    (lambda v: -v, lambda x: -x),
    (lambda v: 2 / (v**2 + 1.5), lambda x: 2 / (x * x + 1.5)),
    (lambda v: 3 - v / 2, lambda x: 3 - x / 2),
)
TWO: tuple[tuple[Callable[[Any, Any], Any], Callable[[float, float], float]], ...] = (
    (lambda a, b: a + b, lambda x, y: x + y),
    (lambda a, b: a - b, lambda x, y: x - y),
    (lambda a, b: a * b, lambda x, y: x * y),
    (lambda a, b: a / (b * b + 1), lambda x, y: x / (y * y + 1)),
)


def grown(leaves: list[Any], seed: int, which: int) -> Any:
    """The last of a dozen operations on what is there already, so that much of it is used several times."""
    draw, values = random.Random(seed), list(leaves)
    for _ in range(12):
        if draw.random() < 0.5:
            values.append(draw.choice(ONE)[which](values[draw.randrange(len(values))]))
        else:
            values.append(draw.choice(TWO)[which](values[-1], values[draw.randrange(len(values))]))
    return sum(values[3:])


@pytest.mark.parametrize("seed", range(20))
def test_gradients_are_those_of_finite_differences(seed: int) -> None:
    draw = random.Random(1000 + seed)
    numbers = [draw.uniform(-1.5, 1.5) for _ in range(3)]
    leaves = [VALUE(number) for number in numbers]
    y = grown(leaves, seed, 0)
    y.backward()
    assert y.data == pytest.approx(grown(numbers, seed, 1), rel=1e-12)
    for place, leaf in enumerate(leaves):
        above, below = ([*numbers[:place], numbers[place] + step, *numbers[place + 1 :]] for step in (STEP, -STEP))
        slope = (grown(above, seed, 1) - grown(below, seed, 1)) / (2 * STEP)
        assert leaf.grad == pytest.approx(slope, rel=1e-5, abs=1e-6)
