"""Normalization: the contract of every backend, and the reference against Python's own statistics and differences."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from contract import SIMULATED, any_shape, check, compare, doubled, dtypes, normal, sizes
from hypothesis import example, given
from hypothesis import strategies as st

from tuitrainer.kernels import reference
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.kernels.compiling import watch_compiling

EPSILON = 0.1
RNG = np.random.default_rng(7)


def filled(
    verb: Callable[..., None], inputs: tuple[Any, ...], shapes: list[tuple[int, ...]], dtype: str
) -> list[Array]:
    """What a verb writes into its last arguments, which hold something else before."""
    outputs = [np.full(shape, 9.75, dtype) for shape in shapes]
    verb(*inputs, *outputs)
    return outputs


def compare_all(
    backend: Backend, verb: str, *inputs: Any, shapes: list[tuple[int, ...]], dtype: str, scale: float
) -> list[Array]:
    got = filled(getattr(backend, verb), inputs, shapes, dtype)
    expected = filled(getattr(reference, verb), tuple(doubled(inputs)), shapes, "float64")
    for a, b in zip(got, expected, strict=True):
        check(a, b, scale)
    return got


@dtypes
@any_shape
@given(rows=sizes, columns=sizes, momentum=st.sampled_from([0.0, 0.3, 0.99, 1.0]), seed=st.integers(0, 99))
@example(rows=1, columns=1, momentum=0.3, seed=0)
def test_batch_norm(backend: Backend, dtype: str, rows: int, columns: int, momentum: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, dy = normal(rng, dtype, rows, columns) + 2, normal(rng, dtype, rows, columns)
    gamma, beta, moving = (normal(rng, dtype, columns) for _ in range(3))
    mean, variance = compare_all(
        backend, "batch_statistics", x, shapes=[(columns,), (columns,)], dtype=dtype, scale=40
    )  # fmt: skip
    got, expected = moving.copy(), moving.astype(np.float64)
    backend.move_average(mean, momentum, got)
    reference.move_average(mean.astype(np.float64), momentum, expected)
    check(got, expected, 10)
    arguments = (x, mean, variance, gamma, beta, EPSILON)
    compare(backend, "batch_norm_forward", *arguments, shape=x.shape, dtype=dtype, scale=200)
    shapes = [(columns,), (columns,), x.shape]
    for of_batch in (False, True):
        inputs = (x, mean, variance, gamma, EPSILON, of_batch, dy)
        before = dy.copy()
        *_others, dx = compare_all(
            backend, "batch_norm_gradient", *inputs, shapes=shapes, dtype=dtype, scale=200 + 20 * rows
        )  # fmt: skip
        assert (dy == before).all()
        in_place = dy.copy()
        backend.batch_norm_gradient(*inputs[:-1], in_place, np.empty_like(gamma), np.empty_like(gamma), in_place)
        np.testing.assert_array_equal(in_place, dx)


@dtypes
@any_shape
@given(rows=sizes, columns=sizes, seed=st.integers(0, 99))
@example(rows=1, columns=1, seed=0)
def test_layer_norm(backend: Backend, dtype: str, rows: int, columns: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, dy = normal(rng, dtype, rows, columns) + 2, normal(rng, dtype, rows, columns)
    gamma, beta = normal(rng, dtype, columns), normal(rng, dtype, columns)
    inputs: tuple[Any, ...] = (x, gamma, beta, EPSILON)
    mean, variance, _y = compare_all(
        backend, "layer_norm_forward", *inputs, shapes=[(rows,), (rows,), x.shape], dtype=dtype, scale=200
    )
    inputs = (x, mean, variance, gamma, EPSILON, dy)
    before = dy.copy()
    *_others, dx = compare_all(
        backend, "layer_norm_gradient", *inputs, shapes=[(columns,), (columns,), x.shape], dtype=dtype,
        scale=200 + 20 * rows,
    )  # fmt: skip
    assert (dy == before).all()
    in_place = dy.copy()
    backend.layer_norm_gradient(*inputs[:-1], in_place, np.empty_like(gamma), np.empty_like(gamma), in_place)
    np.testing.assert_array_equal(in_place, dx)


def test_statistics_by_their_definition() -> None:
    x = RNG.normal(3.0, 2.0, size=(5, 4))
    mean, variance = filled(reference.batch_statistics, (x,), [(4,), (4,)], "float64")
    np.testing.assert_allclose(mean, [statistics.fmean(x[:, j]) for j in range(4)], rtol=1e-14)
    np.testing.assert_allclose(variance, [statistics.pvariance(x[:, j].tolist()) for j in range(4)], rtol=1e-13)
    gamma, beta = RNG.normal(size=4), RNG.normal(size=4)
    y = filled(reference.batch_norm_forward, (x, mean, variance, gamma, beta, EPSILON), [x.shape], "float64")[0]
    for j in range(4):
        expected = gamma[j] * (x[:, j] - mean[j]) / (variance[j] + EPSILON) ** 0.5 + beta[j]
        np.testing.assert_allclose(y[:, j], expected, rtol=1e-13, atol=1e-13)
    mean, variance, y = filled(
        reference.layer_norm_forward, (x, gamma, beta, EPSILON), [(5,), (5,), x.shape], "float64"
    )  # fmt: skip
    np.testing.assert_allclose(mean, [statistics.fmean(row) for row in x], rtol=1e-14)
    np.testing.assert_allclose(variance, [statistics.pvariance(row.tolist()) for row in x], rtol=1e-13)
    for i in range(5):
        expected = gamma * (x[i] - mean[i]) / (variance[i] + EPSILON) ** 0.5 + beta
        np.testing.assert_allclose(y[i], expected, rtol=1e-13, atol=1e-13)
    moving = np.array([1.0, 2.0])
    reference.move_average(np.array([10.0, 20.0]), 0.75, moving)
    assert moving.tolist() == [3.25, 6.5]


def differences(function: Callable[[Array], float], x: Array, h: float = 1e-5) -> Array:
    out = np.empty_like(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += h
        down[place] -= h
        out[place] = (function(up) - function(down)) / (2 * h)
    return out


@pytest.mark.parametrize("kind", ["batch", "constants", "layer"])
def test_gradients_are_central_differences(kind: str) -> None:
    x, dy, gamma, beta = RNG.normal(size=(5, 3)), RNG.normal(size=(5, 3)), RNG.normal(size=3), RNG.normal(size=3)
    constants = RNG.normal(size=3), RNG.uniform(0.5, 2.0, size=3)

    def forward(x: Array, gamma: Array, beta: Array) -> list[Array]:
        """(mean, variance, y)."""
        if kind == "layer":
            return filled(reference.layer_norm_forward, (x, gamma, beta, EPSILON), [(5,), (5,), x.shape], "float64")
        batch = kind == "batch"
        mean, variance = filled(reference.batch_statistics, (x,), [(3,), (3,)], "float64") if batch else constants
        arguments = (x, mean, variance, gamma, beta, EPSILON)
        return [mean, variance, *filled(reference.batch_norm_forward, arguments, [x.shape], "float64")]

    mean, variance, _y = forward(x, gamma, beta)
    shapes = [(3,), (3,), x.shape]
    if kind == "layer":
        inputs: tuple[Any, ...] = (x, mean, variance, gamma, EPSILON, dy)
        of_gamma, of_beta, of_x = filled(reference.layer_norm_gradient, inputs, shapes, "float64")
    else:
        inputs = (x, mean, variance, gamma, EPSILON, kind == "batch", dy)
        of_gamma, of_beta, of_x = filled(reference.batch_norm_gradient, inputs, shapes, "float64")
    for got, expected in (
        (of_x, differences(lambda x: float((forward(x, gamma, beta)[2] * dy).sum()), x)),
        (of_gamma, differences(lambda gamma: float((forward(x, gamma, beta)[2] * dy).sum()), gamma)),
        (of_beta, differences(lambda beta: float((forward(x, gamma, beta)[2] * dy).sum()), beta)),
    ):
        assert np.abs(got - expected).max() < 1e-8 * max(1.0, float(np.abs(expected).max()))


def test_statistics_keep_their_digits(backend: Backend) -> None:
    """Of many rows, which a sum in float32 would lose; and far from 0, where E[x^2] - mean^2 would."""
    for judged in (backend, reference):
        x = np.full((2_003 if SIMULATED else 200_003, 2), 0.1, np.float32)
        mean, variance = filled(judged.batch_statistics, (x,), [(2,), (2,)], "float32")
        np.testing.assert_allclose(mean, np.float32(0.1), rtol=1e-7)
        assert (variance < 1e-15).all()
        for shape in ((400, 3), (3, 400)) if SIMULATED else ((4000, 3), (3, 4000)):
            x = RNG.normal(5000.0, 0.5, shape).astype(np.float32)
            exact = x.astype(np.float64)
            _mean, variance = filled(judged.batch_statistics, (x,), [shape[1:], shape[1:]], "float32")
            np.testing.assert_allclose(variance, exact.var(axis=0), rtol=1e-6)
            one = np.ones(shape[1], np.float32)
            inputs = (x, one, one, EPSILON)
            _mean, variance, _y = filled(judged.layer_norm_forward, inputs, [shape[:1], shape[:1], shape], "float32")
            np.testing.assert_allclose(variance, exact.var(axis=1), rtol=1e-6)


@dtypes
def test_what_does_not_vary_becomes_beta(backend: Backend, dtype: str) -> None:
    for judged in (backend, reference):
        for rows, columns in ((1, 5), (7, 5), (3, 1)):
            x, beta, gamma = np.full((rows, columns), 0.3, dtype), np.arange(1.0, columns + 1).astype(dtype), 2.0
            scale = np.full(columns, gamma, dtype)
            mean, variance = filled(judged.batch_statistics, (x,), [(columns,), (columns,)], dtype)
            arguments = (x, mean, variance, scale, beta, 1e-12)
            (y,) = filled(judged.batch_norm_forward, arguments, [x.shape], dtype)
            np.testing.assert_allclose(y, np.tile(beta, (rows, 1)), rtol=1e-6)
            *_statistics, y = filled(
                judged.layer_norm_forward, (x, scale, beta, 1e-3), [(rows,), (rows,), x.shape], dtype
            )
            np.testing.assert_allclose(y, np.tile(beta, (rows, 1)), rtol=1e-6)
            dy = np.ones_like(x)
            arguments_back = (x, mean, variance, scale, 1e-3, True, dy)
            *_gradients, dx = filled(
                judged.batch_norm_gradient, arguments_back, [(columns,), (columns,), x.shape], dtype
            )
            np.testing.assert_allclose(dx, 0, atol=1e-4)


@pytest.mark.parametrize("bad", [np.nan, np.inf, 3e38])
def test_what_diverged_is_quiet_and_seen(backend: Backend, bad: float) -> None:
    x = np.ones((3, 4), np.float32)
    x[1, 2] = bad
    x[0, 2] = -bad
    one = np.ones(4, np.float32)
    for judged in (backend, reference):
        mean, variance = filled(judged.batch_statistics, (x,), [(4,), (4,)], "float32")
        assert not np.isfinite(variance[2])
        assert (variance[[0, 1, 3]] == 0).all()
        filled(judged.batch_norm_forward, (x, mean, variance, one, one, EPSILON), [x.shape], "float32")
        filled(judged.batch_norm_gradient, (x, mean, variance, one, EPSILON, True, x), [(4,), (4,), x.shape], "float32")
        row_mean, row_variance, _y = filled(
            judged.layer_norm_forward, (x, one, one, EPSILON), [(3,), (3,), x.shape], "float32"
        )  # fmt: skip
        assert not np.isfinite(row_variance[:2]).any()
        assert row_variance[2] == 0
        inputs = (x, row_mean, row_variance, one, EPSILON, x)
        filled(judged.layer_norm_gradient, inputs, [(4,), (4,), x.shape], "float32")


def test_arrays_that_are_read_only_compile_nothing_more(cpu: Backend) -> None:
    x, row, column = np.ones((3, 2), np.float32), np.ones(2, np.float32), np.ones(3, np.float32)

    def use() -> None:
        filled(cpu.batch_statistics, (x,), [(2,), (2,)], "float32")
        cpu.move_average(row, 0.9, np.ones(2, np.float32))
        filled(cpu.batch_norm_forward, (x, row, row, row, row, 0.1), [(3, 2)], "float32")
        filled(cpu.batch_norm_gradient, (x, row, row, row, 0.1, True, x), [(2,), (2,), (3, 2)], "float32")
        filled(cpu.layer_norm_forward, (x, row, row, 0.1), [(3,), (3,), (3, 2)], "float32")
        filled(cpu.layer_norm_gradient, (x, column, column, row, 0.1, x), [(2,), (2,), (3, 2)], "float32")

    use()
    x.flags.writeable = row.flags.writeable = column.flags.writeable = False
    compiled: list[str] = []
    with watch_compiling(compiled.append):
        use()
    assert compiled == []
