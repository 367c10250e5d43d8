"""exercise14's reference against oracles that share nothing with it: slopes, and exercise11's convolution."""

from __future__ import annotations

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module

COURSE = find_course()
REFERENCE = load_module(find_exercise(COURSE, "exercise14").solution)
CONVOLUTION = load_module(find_exercise(COURSE, "exercise11").solution)


def test_the_gradients_of_the_block_are_its_slopes() -> None:
    rng = np.random.default_rng(0)
    numbers = [rng.normal(size=shape) for shape in ((5, 3), (3, 4), (4,), (4, 3), (3,))]
    grad_output = rng.normal(size=(5, 3))

    def loss(x: np.ndarray, w1: np.ndarray, b1: np.ndarray, w2: np.ndarray, b2: np.ndarray) -> float:
        return float((grad_output * REFERENCE.residual_forward(x, [(w1, b1), (w2, b2)])[0]).sum())

    x, w1, b1, w2, b2 = numbers
    parameters = [(w1, b1), (w2, b2)]
    cache = REFERENCE.residual_forward(x, parameters)[1]
    grad_x, ((grad_w1, grad_b1), (grad_w2, grad_b2)) = REFERENCE.residual_backward(grad_output, cache, parameters)
    for place, gradient in enumerate((grad_x, grad_w1, grad_b1, grad_w2, grad_b2)):
        direction, h = rng.normal(size=gradient.shape), 1e-6
        ahead, behind = (
            loss(*[number + step * direction if n == place else number for n, number in enumerate(numbers)])
            for step in (h, -h)
        )
        assert (ahead - behind) / (2 * h) == pytest.approx(float((gradient * direction).sum()), rel=1e-6)


def test_the_branches_are_convolutions() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(2, 5, 6, 3))
    branches = [(rng.normal(size=(k, k, 3, wide)), rng.normal(size=wide)) for k, wide in ((1, 2), (3, 4), (5, 3))]
    out = REFERENCE.inception_forward(x, branches)
    start = 0
    for kernels, bias in branches:
        expected = CONVOLUTION.conv2d_forward(x, kernels, bias, padding=(len(kernels) - 1) // 2)
        np.testing.assert_allclose(out[..., start : start + len(bias)], expected, atol=1e-12)
        start += len(bias)
    assert out.shape[3] == start
    np.testing.assert_allclose(
        REFERENCE.conv1x1_forward(x, branches[0][0][0, 0], branches[0][1]),
        CONVOLUTION.conv2d_forward(x, *branches[0]), atol=1e-12,
    )  # fmt: skip
