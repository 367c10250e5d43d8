"""Pooling verbs: the reference against its definition, every backend against the reference, on awkward shapes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest
from contract import SIMULATED, any_shape, check, compare, dtypes, normal, written
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tuitrainer.kernels import reference
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.kernels.compiling import watch_compiling

levels = pytest.mark.parametrize("levels", [0, 3], ids=["all different", "with equal values"])
channel_counts = st.integers(1, 3) if SIMULATED else st.sampled_from([1, 2, 3, 5, 7, 8, 9, 16, 33])


@dataclass(frozen=True)
class Case:
    images: int
    image: tuple[int, int]
    channels: int
    size: tuple[int, int]
    strides: tuple[int, int]
    padding: tuple[int, int]
    windows: tuple[int, int]

    @property
    def geometry(self) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
        return self.size, self.strides, self.padding

    def arrays(self, dtype: str, seed: int, levels: int = 0) -> tuple[Array, Array]:
        """x and dy; with `levels`, x takes only that many values, so that windows hold equal ones."""
        rng = np.random.default_rng(seed)
        shape = (self.images, *self.image, self.channels)
        x = rng.integers(0, levels, shape).astype(dtype) if levels else normal(rng, dtype, *shape)
        return x, normal(rng, dtype, self.images, *self.windows, self.channels)

    def values_of_windows(self) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
        """(i, j, the places of the image that window (i, j) covers, in row-major order)."""
        for i, j in itertools.product(*map(range, self.windows)):
            rows = [i * self.strides[0] - self.padding[0] + u for u in range(self.size[0])]
            columns = [j * self.strides[1] - self.padding[1] + v for v in range(self.size[1])]
            yield i, j, [
                (r, s) for r in rows for s in columns if 0 <= r < self.image[0] and 0 <= s < self.image[1]
            ]  # fmt: skip


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Every window covers at least one value, and may stand out on any side."""
    axes = []
    for _axis in range(2):
        rows, stride, length = draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.integers(1, 9))
        above = draw(st.integers(0, rows - 1))
        axes.append((length, rows, stride, above, draw(st.integers(1, (length - 1 + above) // stride + 1))))
    image, size, strides, padding, windows = zip(*axes, strict=True)
    return Case(draw(st.integers(1, 3)), image, draw(channel_counts), size, strides, padding, windows)


ONE_PIXEL = Case(1, (1, 1), 1, (1, 1), (1, 1), (0, 0), (1, 1))
SIDE_BY_SIDE = Case(2, (6, 4), 9, (2, 2), (2, 2), (0, 0), (3, 2))
SIDE_BY_SIDE_ODD = Case(2, (7, 5), 33, (2, 2), (2, 2), (0, 0), (3, 2))
SIDE_BY_SIDE_CUT_OFF = Case(2, (7, 5), 8, (2, 2), (2, 2), (0, 0), (4, 3))
SIDE_BY_SIDE_PADDED = Case(1, (6, 7), 8, (2, 2), (2, 2), (1, 1), (3, 3))
SIDE_BY_SIDE_NARROW = Case(2, (6, 4), 3, (2, 2), (2, 2), (0, 0), (3, 2))
OVERLAPPING = Case(2, (7, 9), 17, (3, 3), (2, 2), (0, 0), (3, 4))
WHOLE_IMAGE = Case(3, (7, 5), 8, (7, 5), (1, 1), (0, 0), (1, 1))
NOT_SQUARE = Case(2, (5, 8), 8, (3, 2), (1, 4), (1, 0), (5, 2))
LARGER_THAN_THE_IMAGE = Case(1, (1, 2), 2, (4, 4), (4, 3), (2, 1), (1, 1))
EXAMPLES: tuple[Case, ...] = (
    ONE_PIXEL, SIDE_BY_SIDE, SIDE_BY_SIDE_ODD, SIDE_BY_SIDE_CUT_OFF, SIDE_BY_SIDE_PADDED, SIDE_BY_SIDE_NARROW,
    OVERLAPPING, WHOLE_IMAGE, NOT_SQUARE, LARGER_THAN_THE_IMAGE,
)  # fmt: skip
if SIMULATED:
    EXAMPLES = (
        ONE_PIXEL,
        replace(SIDE_BY_SIDE_CUT_OFF, channels=2),
        replace(OVERLAPPING, channels=2),
        LARGER_THAN_THE_IMAGE,
    )


def max_pooled(case: Case, x: Array, dy: Array) -> tuple[Array, Array]:
    y, dx = np.empty_like(dy), np.zeros_like(x)
    for i, j, places in case.values_of_windows():
        for n, c in itertools.product(range(case.images), range(case.channels)):
            r, s = max(places, key=lambda place: x[n, place[0], place[1], c])
            y[n, i, j, c] = x[n, r, s, c]
            dx[n, r, s, c] += dy[n, i, j, c]
    return y, dx


def average_pooled(case: Case, x: Array, dy: Array) -> tuple[Array, Array]:
    y, dx = np.zeros_like(dy), np.zeros_like(x)
    for i, j, places in case.values_of_windows():
        for r, s in places:
            y[:, i, j] += x[:, r, s] / len(places)
            dx[:, r, s] += dy[:, i, j] / len(places)
    return y, dx


@levels
@settings(any_shape, max_examples=15)
@given(case=cases(), seed=st.integers(0, 99))
@example(case=OVERLAPPING, seed=0)
@example(case=LARGER_THAN_THE_IMAGE, seed=0)
def test_the_reference_by_its_definition(levels: int, case: Case, seed: int) -> None:
    x, dy = case.arrays("float64", seed, levels)
    y, dx = max_pooled(case, x, dy)
    got = written(reference.max_pool_forward, x, *case.geometry, shape=dy.shape, dtype="float64")
    np.testing.assert_array_equal(got, y)
    got = written(reference.max_pool_input_gradient, x, y, dy, *case.geometry, shape=x.shape, dtype="float64")
    check(got, dx, 50)
    y, dx = average_pooled(case, x, dy)
    check(written(reference.average_pool_forward, x, *case.geometry, shape=dy.shape, dtype="float64"), y, 50)
    check(written(reference.average_pool_input_gradient, dy, *case.geometry, shape=x.shape, dtype="float64"), dx, 50)


def compare_all(backend: Backend, dtype: str, levels: int, case: Case, seed: int) -> None:
    x, dy = case.arrays(dtype, seed, levels)
    scale = 4 * case.size[0] * case.size[1]
    compare(backend, "max_pool_forward", x, *case.geometry, shape=dy.shape, dtype=dtype, scale=0)
    y = written(reference.max_pool_forward, x, *case.geometry, shape=dy.shape, dtype=dtype)
    compare(backend, "max_pool_input_gradient", x, y, dy, *case.geometry, shape=x.shape, dtype=dtype, scale=scale)
    compare(backend, "average_pool_forward", x, *case.geometry, shape=dy.shape, dtype=dtype, scale=scale)
    compare(backend, "average_pool_input_gradient", dy, *case.geometry, shape=x.shape, dtype=dtype, scale=scale)


@levels
@dtypes
@settings(any_shape, max_examples=2 if SIMULATED else 30)
@given(case=cases(), seed=st.integers(0, 99))
def test_a_backend_gives_what_the_reference_gives(
    backend: Backend, dtype: str, levels: int, case: Case, seed: int
) -> None:
    compare_all(backend, dtype, levels, case, seed)


@levels
@dtypes
@pytest.mark.parametrize("case", EXAMPLES)
def test_windows_side_by_side_overlapping_and_cut_off(backend: Backend, dtype: str, levels: int, case: Case) -> None:
    compare_all(backend, dtype, levels, case, 0)


@pytest.mark.parametrize("case", EXAMPLES)
@dtypes
def test_values_that_are_not_finite(backend: Backend, dtype: str, case: Case) -> None:
    """A maximum over nan is nan, minus infinity is a value like any other, and a gradient that is infinite goes to one
    place only.
    """
    x, dy = case.arrays(dtype, 5)
    rng = np.random.default_rng(6)
    draws = rng.random(x.shape)
    x[draws < 0.3] = -np.inf
    x[draws > 0.8] = np.inf
    x[(draws > 0.5) & (draws < 0.6)] = np.nan
    dy[rng.random(dy.shape) < 0.2] = np.inf
    compare(backend, "max_pool_forward", x, *case.geometry, shape=dy.shape, dtype=dtype, scale=0)
    y = written(reference.max_pool_forward, x, *case.geometry, shape=dy.shape, dtype=dtype)
    for i, j, places in case.values_of_windows():
        expected = np.max([x[:, r, s] for r, s in places], axis=0)
        np.testing.assert_array_equal(y[:, i, j], expected)
    compare(backend, "max_pool_input_gradient", x, y, dy, *case.geometry, shape=x.shape, dtype=dtype, scale=50)


@dtypes
@any_shape
@given(
    shape=st.tuples(st.integers(1, 3), st.integers(1, 5), st.integers(1, 5), channel_counts),
    size=st.tuples(st.integers(1, 3), st.integers(1, 4)), seed=st.integers(0, 99),
)  # fmt: skip
@example(shape=(1, 1, 1, 1), size=(1, 1), seed=0)
def test_upsampling(
    backend: Backend, dtype: str, shape: tuple[int, int, int, int], size: tuple[int, int], seed: int
) -> None:
    images, height, width, channels = shape
    x = normal(np.random.default_rng(seed), dtype, *shape)
    y = np.zeros((images, height * size[0], width * size[1], channels), dtype)
    for r, s in itertools.product(range(y.shape[1]), range(y.shape[2])):
        y[:, r, s] = x[:, r // size[0], s // size[1]]
    dy = normal(np.random.default_rng(seed + 1), dtype, *y.shape)
    dx = np.zeros(shape)
    for r, s in itertools.product(range(y.shape[1]), range(y.shape[2])):
        dx[:, r // size[0], s // size[1]] += dy[:, r, s]
    for judged in (backend, reference):
        np.testing.assert_array_equal(written(judged.upsample_forward, x, size, shape=y.shape, dtype=dtype), y)
        check(written(judged.upsample_input_gradient, dy, size, shape=shape, dtype=dtype), dx, 50)


def test_overflow_is_quiet(backend: Backend) -> None:
    huge = np.full((1, 2, 2, 8), 3e38, np.float32)
    for judged in (backend, reference):
        out = written(judged.average_pool_forward, huge, (2, 2), (1, 1), (0, 0), shape=(1, 1, 1, 8), dtype="f4")
        assert np.isinf(out).all()
        out = written(judged.upsample_input_gradient, huge, (2, 2), shape=(1, 1, 1, 8), dtype="f4")
        assert np.isinf(out).all()


def test_arrays_that_are_read_only_compile_nothing_more(cpu: Backend) -> None:
    x, dy = OVERLAPPING.arrays("float32", 3)
    fine, dy_fine = SIDE_BY_SIDE.arrays("float32", 4)
    y, y_fine = np.empty_like(dy), np.empty_like(dy_fine)

    def use() -> None:
        cpu.max_pool_forward(x, *OVERLAPPING.geometry, np.empty_like(dy))
        cpu.max_pool_input_gradient(x, y, dy, *OVERLAPPING.geometry, np.empty_like(x))
        cpu.max_pool_input_gradient(fine, y_fine, dy_fine, *SIDE_BY_SIDE.geometry, np.empty_like(fine))
        cpu.average_pool_forward(x, *OVERLAPPING.geometry, np.empty_like(dy))
        cpu.average_pool_input_gradient(dy, *OVERLAPPING.geometry, np.empty_like(x))
        cpu.upsample_forward(dy, (2, 3), np.empty((2, 6, 12, 17), np.float32))
        cpu.upsample_input_gradient(np.ones((2, 6, 12, 17), np.float32), (2, 3), np.empty_like(dy))

    use()
    for array in (x, dy, fine, dy_fine, y, y_fine):
        array.flags.writeable = False
    compiled: list[str] = []
    with watch_compiling(compiled.append):
        use()
    assert compiled == []
