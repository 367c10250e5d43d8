"""Convolution verbs: the reference against its definition, every backend against the reference, on awkward shapes."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from contract import SIMULATED, any_shape, check, compare, dtypes, normal, written
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tuitrainer.kernels import reference
from tuitrainer.kernels.backend import FROM_OUTPUT, Array, Backend
from tuitrainer.kernels.compiling import watch_compiling

channel_counts = st.integers(1, 4) if SIMULATED else st.one_of(st.integers(1, 9), st.sampled_from([16, 17, 31, 33]))


@dataclass(frozen=True)
class Case:
    images: int
    image: tuple[int, int]
    channels: int
    filters: int
    size: tuple[int, int]
    strides: tuple[int, int]
    before: tuple[int, int]
    """Zeros above and left."""
    after: tuple[int, int]
    """Zeros below and right, as far as windows reach into them."""

    def arrays(self, dtype: str, seed: int) -> tuple[Array, Array, Array, Array]:
        """x, kernels, bias, dy."""
        rng = np.random.default_rng(seed)
        rows, columns = (
            (length + before + after - size) // stride + 1
            for length, before, after, size, stride in zip(
                self.image, self.before, self.after, self.size, self.strides, strict=True
            )
        )
        return (
            normal(rng, dtype, self.images, *self.image, self.channels),
            normal(rng, dtype, *self.size, self.channels, self.filters),
            normal(rng, dtype, self.filters),
            normal(rng, dtype, self.images, rows, columns, self.filters),
        )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Every window reaches the image, and may stand out on any side."""
    axes = []
    for _axis in range(2):
        rows, stride, length = draw(st.integers(1, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 9))
        above, below = draw(st.integers(0, rows - 1)), draw(st.integers(0, rows - 1))
        axes.append((max(length, rows - above - below), rows, stride, above, below))
    image, size, strides, before, after = zip(*axes, strict=True)
    return Case(
        draw(st.integers(1, 3)), image, draw(channel_counts), draw(channel_counts), size, strides, before, after
    )


ONE_PIXEL = Case(1, (1, 1), 1, 1, (1, 1), (1, 1), (0, 0), (0, 0))
ALL_PADDING_BUT_ONE = Case(2, (1, 1), 3, 5, (3, 3), (1, 1), (1, 1), (1, 1))
ROW = Case(2, (1, 9), 4, 16, (1, 3), (1, 2), (0, 1), (0, 1))
STRIDES_LEAVE_PIXELS_OUT = Case(1, (9, 8), 2, 3, (2, 1), (4, 3), (0, 0), (0, 0))
STRIDES_DO_NOT_DIVIDE = Case(3, (8, 7), 5, 5 if SIMULATED else 33, (3, 2), (2, 3), (0, 0), (0, 0))
ASYMMETRIC = Case(2, (5, 6), 3, 8, (4, 2), (2, 1), (1, 0), (2, 1))
OF_THE_COURSE = Case(2, (8, 8), 16, 32, (3, 3), (1, 1), (1, 1), (1, 1))
if SIMULATED:
    OF_THE_COURSE = Case(2, (4, 4), 3, 5, (3, 3), (1, 1), (1, 1), (1, 1))


def defined(case: Case, x: Array, kernels: Array, dy: Array) -> tuple[Array, Array, Array]:
    """(y, dx, dkernels) by the definition in verbs/convolution.py, one product after the other."""
    y, dx, dkernels = np.zeros_like(dy), np.zeros_like(x), np.zeros_like(kernels)
    for n, i, j in itertools.product(*map(range, dy.shape[:3])):
        for u, v in itertools.product(*map(range, case.size)):
            r, s = i * case.strides[0] + u - case.before[0], j * case.strides[1] + v - case.before[1]
            if 0 <= r < case.image[0] and 0 <= s < case.image[1]:
                y[n, i, j] += x[n, r, s] @ kernels[u, v]
                dx[n, r, s] += kernels[u, v] @ dy[n, i, j]
                dkernels[u, v] += np.outer(x[n, r, s], dy[n, i, j])
    return y, dx, dkernels


@settings(any_shape, max_examples=20)
@given(case=cases(), seed=st.integers(0, 99))
@example(case=ALL_PADDING_BUT_ONE, seed=0)
@example(case=STRIDES_LEAVE_PIXELS_OUT, seed=0)
@example(case=ASYMMETRIC, seed=0)
def test_the_reference_by_its_definition(case: Case, seed: int) -> None:
    x, kernels, bias, dy = case.arrays("float64", seed)
    y, dx, dkernels = defined(case, x, kernels, dy)
    geometry, scale = (case.strides, case.before), 4 * x.size
    for given_bias, activation, expected in ((None, "linear", y), (bias, "relu", np.maximum(y + bias, 0))):
        arguments = (x, kernels, given_bias, *geometry, activation)
        check(written(reference.conv2d_forward, *arguments, shape=y.shape, dtype="float64"), expected, scale)
    got = written(reference.conv2d_input_gradient, dy, kernels, *geometry, shape=x.shape, dtype="float64")
    check(got, dx, scale)
    got = written(reference.conv2d_kernels_gradient, x, dy, *geometry, shape=kernels.shape, dtype="float64")
    check(got, dkernels, scale)


@dtypes
@settings(any_shape, max_examples=1 if SIMULATED else 40)
@given(case=cases(), seed=st.integers(0, 99))
@example(case=ONE_PIXEL, seed=0)
@example(case=ALL_PADDING_BUT_ONE, seed=0)
@example(case=ROW, seed=0)
@example(case=STRIDES_LEAVE_PIXELS_OUT, seed=0)
@example(case=STRIDES_DO_NOT_DIVIDE, seed=0)
@example(case=ASYMMETRIC, seed=0)
@example(case=OF_THE_COURSE, seed=0)
def test_a_backend_gives_what_the_reference_gives(backend: Backend, dtype: str, case: Case, seed: int) -> None:
    x, kernels, bias, dy = case.arrays(dtype, seed)
    geometry = (case.strides, case.before)
    window = case.size[0] * case.size[1]
    scale = 4 * window * case.channels
    for given_bias, activation in ((bias, "relu"), (None, "linear")):
        arguments = (x, kernels, given_bias, *geometry, activation)
        compare(backend, "conv2d_forward", *arguments, shape=dy.shape, dtype=dtype, scale=scale)
    scale = 4 * window * case.filters
    compare(backend, "conv2d_input_gradient", dy, kernels, *geometry, shape=x.shape, dtype=dtype, scale=scale)
    scale = 4 * dy.size // case.filters
    compare(backend, "conv2d_kernels_gradient", x, dy, *geometry, shape=kernels.shape, dtype=dtype, scale=scale)


@pytest.mark.parametrize("activation", sorted(FROM_OUTPUT))
@dtypes
def test_every_activation_that_a_convolution_applies(backend: Backend, dtype: str, activation: str) -> None:
    x, kernels, bias, dy = ASYMMETRIC.arrays(dtype, 1)
    arguments = (x, kernels * np.dtype(dtype).type(0.1), bias, ASYMMETRIC.strides, ASYMMETRIC.before, activation)
    compare(backend, "conv2d_forward", *arguments, shape=dy.shape, dtype=dtype, scale=200)


@dtypes
def test_nan_reaches_the_windows_that_see_it_and_no_others(backend: Backend, dtype: str) -> None:
    x, kernels, bias, dy = STRIDES_DO_NOT_DIVIDE.arrays(dtype, 2)
    x[1, 4, 3, 2] = np.nan
    arguments = (x, kernels, bias, STRIDES_DO_NOT_DIVIDE.strides, (0, 0), "relu")
    for judged in (backend, reference):
        out = written(judged.conv2d_forward, *arguments, shape=dy.shape, dtype=dtype)
        pixels = sorted({tuple(place[:3].tolist()) for place in np.argwhere(np.isnan(out))})
        assert pixels == [(1, 1, 1), (1, 2, 1)]


def test_overflow_is_quiet(backend: Backend) -> None:
    huge = np.full((1, 3, 3, 2), 3e38, np.float32)
    kernels = np.full((2, 2, 2, 2), 3e38, np.float32)
    geometry = ((1, 1), (0, 0))
    for judged in (backend, reference):
        out = written(judged.conv2d_forward, huge, kernels, None, *geometry, "linear", shape=(1, 2, 2, 2), dtype="f4")
        assert np.isinf(out).all()
        dx = written(
            judged.conv2d_input_gradient, huge[:, :2, :2].copy(), kernels, *geometry, shape=huge.shape, dtype="f4"
        )
        assert np.isinf(dx).all()
        dy = huge[:, :2, :2].copy()
        dk = written(judged.conv2d_kernels_gradient, huge, dy, *geometry, shape=kernels.shape, dtype="f4")
        assert np.isinf(dk).all()


def test_arrays_that_are_read_only_compile_nothing_more(cpu: Backend) -> None:
    case = ASYMMETRIC
    x, kernels, bias, dy = case.arrays("float32", 3)

    def use() -> None:
        y, dx, dkernels = np.empty_like(dy), np.empty_like(x), np.empty_like(kernels)
        cpu.conv2d_forward(x, kernels, bias, case.strides, case.before, "relu", y)
        cpu.conv2d_input_gradient(dy, kernels, case.strides, case.before, dx)
        cpu.conv2d_kernels_gradient(x, dy, case.strides, case.before, dkernels)

    use()
    x.flags.writeable = dy.flags.writeable = False
    compiled: list[str] = []
    with watch_compiling(compiled.append):
        use()
    assert compiled == []
