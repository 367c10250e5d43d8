"""exercise12's reference against oracles that share nothing with it: slopes, and windows counted one by one."""

from __future__ import annotations

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module

REFERENCE = load_module(find_exercise(find_course(), "exercise12").solution)


@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 2), (2, 3), (3, 1)])
def test_the_gradient_of_pooling_is_its_slope(size: int, stride: int) -> None:
    rng = np.random.default_rng(size * 10 + stride)
    x = rng.permutation(np.linspace(-3, 3, 3 * 7 * 8 * 2)).reshape(3, 7, 8, 2)
    out = REFERENCE.max_pool2d_forward(x, size, stride)
    grad_output, direction = rng.normal(size=out.shape), rng.normal(size=x.shape)
    h = 1e-6  # far less than the distance of two pixels: no other pixel becomes the largest
    ahead, behind = (REFERENCE.max_pool2d_forward(x + step * direction, size, stride) for step in (h, -h))
    slope = float((grad_output * (ahead - behind)).sum()) / (2 * h)
    gradient = REFERENCE.max_pool2d_backward(grad_output, x, size, stride)
    assert slope == pytest.approx(float((gradient * direction).sum()), rel=1e-6)


def test_sizes_are_numbers_of_windows() -> None:
    for n in range(5, 20):
        for kernel, stride, padding in ((3, 1, 1), (3, 2, 0), (4, 3, 1), (5, 4, 2)):
            starts = [start for start in range(-padding, n + padding, stride) if start + kernel <= n + padding]
            assert REFERENCE.conv_output_size(n, kernel, stride, padding) == len(starts)


def test_alexnet_has_as_many_parameters_as_is_known() -> None:
    shapes = dict(REFERENCE.alexnet_shapes())
    count, channels = 0, 3
    for name, kernel in (("conv1", 11), ("conv2", 5), ("conv3", 3), ("conv4", 3), ("conv5", 3)):
        count += REFERENCE.conv_parameters(kernel, channels, shapes[name][2])
        channels = shapes[name][2]
    inputs = int(np.prod(shapes["pool3"]))
    for name in ("fc1", "fc2", "fc3"):
        count += (inputs + 1) * shapes[name][0]
        inputs = shapes[name][0]
    assert count == 62_378_344
