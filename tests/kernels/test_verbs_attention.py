"""Attention: the contract of every backend, and the reference against plain loops and differences."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from contract import SIMULATED, any_shape, check, doubled, dtypes, normal
from hypothesis import example, given
from hypothesis import strategies as st

from tuitrainer.kernels import reference
from tuitrainer.kernels.backend import Array, Backend

RNG = np.random.default_rng(5)
causals = pytest.mark.parametrize("causal", [False, True])


def attend(backend: Backend, inputs: Sequence[Array], heads: int, causal: bool) -> tuple[Array, Array]:
    """(weights, out) for (query, key, value)."""
    query, key, value = inputs
    rows, steps, _features = query.shape
    weights, out = np.full((rows, heads, steps, steps), 9.75, query.dtype), np.full_like(query, 9.75)
    backend.attention_forward(query, key, value, heads, causal, weights, out)
    return weights, out


def gradients(backend: Backend, inputs: Sequence[Array], heads: int, weights: Array, dy: Array) -> list[Array]:
    """Those of (query, key, value)."""
    query, key, value = inputs
    outputs = [np.full_like(query, 9.75) for _ in range(3)]
    backend.attention_gradient(query, key, value, heads, weights, dy, *outputs)
    return outputs


@dtypes
@causals
@any_shape
@given(
    rows=st.integers(1, 4), steps=st.sampled_from([1, 2, 3, 5] if SIMULATED else [1, 2, 3, 7, 16, 17]),
    heads=st.integers(1, 4), width=st.sampled_from([1, 2, 3] if SIMULATED else [1, 2, 3, 8, 9]),
    seed=st.integers(0, 99),
)  # fmt: skip
@example(rows=1, steps=1, heads=1, width=1, seed=0)
def test_attention(
    backend: Backend, dtype: str, causal: bool, rows: int, steps: int, heads: int, width: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    *inputs, dy = (normal(rng, dtype, rows, steps, heads * width) for _ in range(4))
    kept = [array.copy() for array in (*inputs, dy)]
    weights, out = attend(backend, inputs, heads, causal)
    *exact, exact_dy = doubled((*inputs, dy))
    for got, expected in zip((weights, out), attend(reference, exact, heads, causal), strict=True):
        check(got, expected, 40)
    kept_weights = weights.copy()
    right = gradients(reference, exact, heads, weights.astype(np.float64), exact_dy)
    for got, expected in zip(gradients(backend, inputs, heads, weights, dy), right, strict=True):
        check(got, expected, 40 * steps)
    assert (weights == kept_weights).all()
    for array, before in zip((*inputs, dy), kept, strict=True):
        assert (array == before).all()


@causals
def test_attention_by_its_definition(causal: bool) -> None:
    heads, width = 2, 3
    query, key, value = (RNG.normal(size=(2, 4, heads * width)) for _ in range(3))
    weights, out = attend(reference, (query, key, value), heads, causal)
    for n in range(2):
        for head in range(heads):
            columns = range(head * width, (head + 1) * width)
            for step in range(4):
                seen = range(step + 1 if causal else 4)
                powers = [
                    math.exp(sum(query[n, step, c] * key[n, other, c] for c in columns) / math.sqrt(width))
                    for other in seen
                ]
                shares = [power / sum(powers) for power in powers]
                expected = shares + [0.0] * (4 - len(shares))
                np.testing.assert_allclose(weights[n, head, step], expected, rtol=1e-12)
                for c in columns:
                    mixed = sum(share * value[n, other, c] for share, other in zip(shares, seen, strict=True))
                    assert out[n, step, c] == pytest.approx(mixed, rel=1e-11)


@causals
def test_gradients_are_central_differences(causal: bool) -> None:
    arrays = [RNG.normal(size=(2, 3, 4)) for _ in range(3)]
    dy = RNG.normal(size=(2, 3, 4))
    weights, _out = attend(reference, arrays, 2, causal)
    got = gradients(reference, arrays, 2, weights, dy)
    for which in range(3):

        def value(x: Array, which: int = which) -> float:
            given = [x if index == which else array for index, array in enumerate(arrays)]
            return float((attend(reference, given, 2, causal)[1] * dy).sum())

        expected = differences(value, arrays[which])
        assert np.abs(got[which] - expected).max() < 1e-8 * np.abs(expected).max()


def differences(function: Callable[[Array], float], x: Array, h: float = 1e-5) -> Array:
    out = np.empty_like(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += h
        down[place] -= h
        out[place] = (function(up) - function(down)) / (2 * h)
    return out


@dtypes
def test_a_causal_step_sees_nothing_later(backend: Backend, dtype: str) -> None:
    inputs = [RNG.normal(size=(2, 7, 6)).astype(dtype) for _ in range(3)]
    for judged in (backend, reference):
        weights, out = attend(judged, inputs, 3, True)
        assert (weights[..., ~np.tri(7, dtype=np.bool_)] == 0).all()
        np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-6)
        later = [array.copy() for array in inputs]
        for array in later:
            array[:, 4:] = 1e3
        changed_weights, changed = attend(judged, later, 3, True)
        np.testing.assert_array_equal(changed[:, :4], out[:, :4])
        np.testing.assert_array_equal(changed_weights[:, :, :4], weights[:, :, :4])


@causals
@dtypes
def test_large_scores_do_not_overflow(backend: Backend, dtype: str, causal: bool) -> None:
    x = RNG.normal(size=(2, 5, 4)).astype(dtype) * np.dtype(dtype).type(1e4)
    for judged in (backend, reference):
        weights, out = attend(judged, (x, x, x), 2, causal)
        np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-6)
        assert np.isfinite(out).all()
        assert all(np.isfinite(array).all() for array in gradients(judged, (x, x, x), 2, weights, x))


def test_what_diverged_is_quiet_and_seen(backend: Backend) -> None:
    x = np.ones((1, 3, 2), np.float32)
    for bad in (np.nan, np.inf, 3e38):
        x[0, 1, 0] = bad
        for judged in (backend, reference):
            weights, _out = attend(judged, (x, x, x), 1, False)
            assert np.isnan(weights).any()
            gradients(judged, (x, x, x), 1, weights, x)
