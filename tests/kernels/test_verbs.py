"""The contract of every backend: each verb gives what the reference gives, on every dtype and any shape.

The reference calculates in float64 on the very numbers that the backend was given, so that its own rounding does not
count; a result may be wrong by `TOLERANCE` of the largest number that went into it.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from contract import TOLERANCE, any_shape, check, compare, doubled, dtypes, loss_of, normal, sizes, written
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tuitrainer.kernels import reference
from tuitrainer.kernels.backend import ACTIVATIONS, Array, Backend
from tuitrainer.kernels.compiling import watch_compiling

EXTREMES = [-1e4, -100.0, -20.0, -3.0, -1.0, -1e-3, -1e-30, 0.0, 1e-30, 1e-3, 1.0, 3.0, 20.0, 100.0, 1e4]


@dtypes
@any_shape
@given(rows=sizes, inputs=sizes, units=sizes, seed=st.integers(0, 99))
@example(rows=1, inputs=1, units=1, seed=0)
@example(rows=1, inputs=37, units=65, seed=0)
@example(rows=37, inputs=1, units=1, seed=0)
def test_dense(backend: Backend, dtype: str, rows: int, inputs: int, units: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, weights = normal(rng, dtype, rows, inputs), normal(rng, dtype, inputs, units)
    bias, dy = normal(rng, dtype, units), normal(rng, dtype, rows, units)
    scale = 4 * max(rows, inputs, units)
    compare(backend, "dense_forward", x, weights, bias, "relu", shape=dy.shape, dtype=dtype, scale=scale)
    compare(backend, "dense_forward", x, weights, None, "linear", shape=dy.shape, dtype=dtype, scale=scale)
    compare(backend, "dense_input_gradient", dy, weights, shape=x.shape, dtype=dtype, scale=scale)
    compare(backend, "dense_weights_gradient", x, dy, shape=weights.shape, dtype=dtype, scale=scale)
    compare(backend, "bias_gradient", dy, shape=bias.shape, dtype=dtype, scale=scale)
    compare(backend, "bias_gradient", np.stack([dy, dy]), shape=bias.shape, dtype=dtype, scale=2 * scale)


@pytest.mark.parametrize("name", ACTIVATIONS)
@dtypes
@settings(any_shape, max_examples=10)
@given(rows=sizes, columns=sizes, seed=st.integers(0, 99))
@example(rows=1, columns=1, seed=0)
def test_activations(backend: Backend, name: str, dtype: str, rows: int, columns: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, dy = normal(rng, dtype, rows, columns) * 3, normal(rng, dtype, rows, columns)
    compare(backend, "activation", name, x, shape=x.shape, dtype=dtype, scale=np.exp(x.max()))
    y = written(reference.activation, name, x, shape=x.shape, dtype=dtype)
    scale = 8 * max(1.0, float(np.abs(y * dy).max()))
    compare(backend, "activation_gradient", name, x, y, dy, shape=x.shape, dtype=dtype, scale=scale)


@pytest.mark.parametrize("name", ACTIVATIONS)
@dtypes
def test_activations_at_extremes(backend: Backend, name: str, dtype: str) -> None:
    x = np.array([EXTREMES], dtype)
    got = written(backend.activation, name, x, shape=x.shape, dtype=dtype)
    expected = rounded(written(reference.activation, name, x.astype(np.float64), shape=x.shape, dtype="float64"), dtype)
    np.testing.assert_allclose(got, expected, rtol=TOLERANCE[dtype], atol=float(np.finfo(dtype).tiny))
    dy = np.ones_like(x)
    got = written(backend.activation_gradient, name, x, expected, dy, shape=x.shape, dtype=dtype)
    right = written(reference.activation_gradient, name, *doubled((x, expected, dy)), shape=x.shape, dtype="float64")
    np.testing.assert_allclose(got, rounded(right, dtype), rtol=TOLERANCE[dtype], atol=TOLERANCE[dtype])


def test_the_exponential_is_as_good_as_the_c_library(backend: Backend) -> None:
    for bound, tolerance in ((1.0, 1e-15), (700.0, 1e-13)):
        x = np.linspace(-bound, bound, 2001).reshape(1, -1)
        expected = [math.exp(entry) for entry in x[0]]
        got = written(backend.activation, "exponential", x, shape=x.shape, dtype="float64")
        np.testing.assert_allclose(got[0], expected, rtol=tolerance)


@np.errstate(over="ignore")
def rounded(x: Array, dtype: str) -> Array:
    return x.astype(dtype)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_in_place_and_of_any_rank(backend: Backend, name: str) -> None:
    x = np.random.default_rng(3).normal(size=(2, 3, 5))
    y = written(reference.activation, name, x, shape=x.shape, dtype="float64")
    dx = written(reference.activation_gradient, name, x, y, x, shape=x.shape, dtype="float64")
    out = x.copy()
    backend.activation(name, out, out)
    check(out, y)
    out = x.copy()
    backend.activation_gradient(name, x, y, out, out)
    check(out, dx, 10)


@pytest.mark.parametrize("name", ACTIVATIONS)
@dtypes
def test_nan_comes_out_of_activations(backend: Backend, name: str, dtype: str) -> None:
    for judged in (backend, reference):
        out = written(judged.activation, name, np.full((2, 37), np.nan, dtype), shape=(2, 37), dtype=dtype)
        assert np.isnan(out).all()


@dtypes
@any_shape
@given(rows=sizes, classes=sizes, spread=st.sampled_from([1.0, 30.0, 1e4]), seed=st.integers(0, 99))
@example(rows=1, classes=1, spread=1.0, seed=0)
def test_losses(backend: Backend, dtype: str, rows: int, classes: int, spread: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    z = normal(rng, dtype, rows, classes) * np.dtype(dtype).type(spread)
    labels = rng.integers(0, classes, rows)
    arguments = {
        "softmax_cross_entropy": rng.dirichlet(np.ones(classes), rows).astype(dtype),
        "sparse_softmax_cross_entropy": labels,
        "sigmoid_cross_entropy": rng.random((rows, classes)).astype(dtype),
        "mean_squared_error": normal(rng, dtype, rows, classes),
    }
    for verb, targets in arguments.items():
        got, expected = np.full_like(z, 9.75), np.empty(z.shape)
        value = loss_of(getattr(backend, verb), z, targets, got)
        exact, exact_targets = doubled((z, targets))
        right = loss_of(getattr(reference, verb), exact, exact_targets, expected)
        assert value == pytest.approx(right, rel=20 * TOLERANCE[dtype], abs=20 * TOLERANCE[dtype])
        check(got, expected, 4 + float(np.abs(expected).max()))


@pytest.mark.parametrize("verb", ["softmax_cross_entropy", "sigmoid_cross_entropy", "mean_squared_error"])
@dtypes
def test_nan_makes_a_loss_nan(backend: Backend, verb: str, dtype: str) -> None:
    z, targets = np.zeros((3, 4), dtype), np.full((3, 4), 0.25, dtype)
    z[1, 2] = np.nan
    for judged in (backend, reference):
        assert np.isnan(loss_of(getattr(judged, verb), z, targets))
        assert np.isnan(loss_of(judged.sparse_softmax_cross_entropy, z, np.zeros(3, np.int64)))


@pytest.mark.parametrize("label", [-1, 3])
def test_a_label_that_is_no_class_is_refused(cpu: Backend, label: int) -> None:
    with pytest.raises(IndexError, match="label"):
        loss_of(cpu.sparse_softmax_cross_entropy, np.zeros((2, 3)), np.array([0, label]))


@dtypes
@any_shape
@given(rows=sizes, columns=sizes, seed=st.integers(0, 99), data=st.data())
def test_display(backend: Backend, dtype: str, rows: int, columns: int, seed: int, data: st.DataObject) -> None:
    rng = np.random.default_rng(seed)
    x = normal(rng, dtype, rows, columns)
    assert backend.norm(x) == pytest.approx(reference.norm(x), rel=1e-12)
    blocks = data.draw(st.integers(1, rows)), data.draw(st.integers(1, columns))
    compare(backend, "block_means", x, shape=blocks, dtype=dtype, scale=4)
    x *= (10.0 ** rng.integers(-9, 4, x.shape)).astype(dtype)
    x.flat[:: max(1, x.size // 3)] = rng.choice([0.0, np.inf, -np.inf, np.nan, 1e-6, 10.0, -10.0])
    for bins in (1, 2, 40):
        got, expected = np.full(bins, 9), np.empty(bins, np.int64)
        backend.magnitude_histogram(x, -6.0, 1.0, got)
        reference.magnitude_histogram(x, -6.0, 1.0, expected)
        assert got.tolist() == expected.tolist()
        assert got.sum() == np.count_nonzero(~np.isnan(x))


@dtypes
def test_a_magnitude_on_an_edge_counts_above_it(backend: Backend, dtype: str) -> None:
    x = np.array([0.01, -0.1, 1.0, 10.0, 100.0], dtype)  # 0.01 and 0.1 of float32 are a little below the edge
    got, expected = np.empty(4, np.int64), np.empty(4, np.int64)
    backend.magnitude_histogram(x, -2.0, 2.0, got)
    reference.magnitude_histogram(x, -2.0, 2.0, expected)
    assert got.tolist() == expected.tolist()
    if dtype == "float64":
        assert got.tolist() == [1, 1, 1, 2]


def test_arrays(backend: Backend) -> None:
    values = np.arange(6.0).reshape(2, 3).T
    inside = backend.from_numpy(values)
    backend.add(inside, inside)
    outside = backend.to_numpy(inside)
    assert (outside == 2 * values).all()
    assert values.sum() == 15.0
    assert backend.empty((3, 2), np.float32).shape == (3, 2)


@dtypes
@any_shape
@given(rows=sizes, columns=sizes, seed=st.integers(0, 99), data=st.data())
def test_rows_and_columns(
    backend: Backend, dtype: str, rows: int, columns: int, seed: int, data: st.DataObject
) -> None:
    """Against NumPy's own indexing: nothing is calculated, so every bit counts."""
    rng = np.random.default_rng(seed)
    x, bias = normal(rng, dtype, rows, columns), normal(rng, dtype, columns)
    out = x.copy()
    backend.add_bias(bias, out)
    np.testing.assert_array_equal(out, x + bias)
    chosen = rng.integers(0, rows, data.draw(sizes))
    np.testing.assert_array_equal(
        written(backend.gather, x, chosen, shape=(chosen.size, columns), dtype=dtype), x[chosen]
    )
    labels = rng.integers(-9, 9, rows)
    picked = np.empty(chosen.size, np.int64)
    backend.gather(labels, chosen, picked)
    np.testing.assert_array_equal(picked, labels[chosen])
    places = np.unique(chosen)
    spread = np.full_like(x, 9.75)
    backend.scatter(x[places], places, spread)
    np.testing.assert_array_equal(spread[places], x[places])
    assert (np.delete(spread, places, axis=0) == 9.75).all()
    start = data.draw(st.integers(0, columns - 1))
    width = data.draw(st.integers(1, columns - start))
    part = written(backend.copy_columns, x, start, shape=(rows, width), dtype=dtype)
    np.testing.assert_array_equal(part, x[:, start : start + width])
    out = np.full((rows, columns), 9.75, dtype)
    backend.set_columns(part, start, out)
    np.testing.assert_array_equal(out[:, start : start + width], part)
    assert (np.delete(out, range(start, start + width), axis=1) == 9.75).all()


def test_overflow_is_quiet(backend: Backend) -> None:
    """Divergence is told by whoever trains; a warning would only spoil the display."""
    huge = np.full((2, 2), 3e38, np.float32)
    for judged in (backend, reference):
        out = np.empty_like(huge)
        judged.dense_forward(huge, huge, huge[0], "linear", out)
        assert np.isinf(out).all()
        assert np.isnan(loss_of(judged.softmax_cross_entropy, out, huge * 0))
        judged.add(huge, huge.copy())


def test_arrays_that_are_read_only_compile_nothing_more(cpu: Backend) -> None:
    x, labels = np.ones((3, 2), np.float32), np.zeros(3, np.int64)

    def use() -> None:
        cpu.dense_forward(x, np.ones((2, 2), np.float32), None, "linear", np.empty((3, 2), np.float32))
        loss_of(cpu.sparse_softmax_cross_entropy, x, labels)
        cpu.activation("relu", x, np.empty_like(x))
        cpu.norm(x)

    use()
    x.flags.writeable = labels.flags.writeable = False
    compiled: list[str] = []
    with watch_compiling(compiled.append):
        use()
    assert compiled == []
