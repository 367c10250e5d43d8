"""Dropout and noise: the same draws everywhere, and draws that are as random as they should be.

Everything here is a fixed calculation; the intervals are those that true random numbers would leave once in 10^9 tests.
"""

from __future__ import annotations

import math
import re
from typing import Any

import numba
import numpy as np
import pytest
from contract import TOLERANCE, any_shape, check, compare, dtypes, normal, sizes, written
from hypothesis import example, given
from hypothesis import strategies as st

from tuitrainer.kernels import reference
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.kernels.compiling import watch_compiling
from tuitrainer.kernels.reference.noise import draws, mix

SIGMAS = 6.5
COUNT = 100_000
keys = st.one_of(st.integers(0, 2**64 - 1), st.sampled_from([0, 1, 2**32 - 1, 2**32, 2**64 - 1]))
rates = st.one_of(st.floats(0.0, 1.0, exclude_max=True), st.sampled_from([0.0, 0.5, 1e-12, 1 - 2.0**-53]))


def as_key(key: int) -> Array:
    return np.array([key], np.uint64)


def mask(key: int, rate: float = 0.5, count: int = COUNT) -> Array:
    """1 where a value is kept."""
    out = written(reference.dropout, np.ones(count, np.float32), rate, as_key(key), shape=(count,), dtype="float32")
    return out > 0


def correlation(first: Array, second: Array) -> float:
    """In standard deviations of what independent draws would give."""
    first, second = np.asarray(first, np.float64), np.asarray(second, np.float64)
    return abs(float(np.corrcoef(first, second)[0, 1])) * math.sqrt(first.size)


@any_shape
@given(rows=sizes, columns=sizes, rate=rates, key=keys)
@example(rows=1, columns=1, rate=0.5, key=0)
def test_dropout_is_the_same_bit_for_bit(backend: Backend, rows: int, columns: int, rate: float, key: int) -> None:
    rng = np.random.default_rng(rows)
    x = normal(rng, "float64", rows, columns)
    x[x == 0] = 1
    kept = []
    for dtype in ("float32", "float64"):
        given_x = x.astype(dtype)
        for judged in (backend, reference):
            out = written(judged.dropout, given_x, rate, as_key(key), shape=x.shape, dtype=dtype)
            expected = written(reference.dropout, given_x, rate, as_key(key), shape=x.shape, dtype=dtype)
            np.testing.assert_array_equal(out, expected)
            in_place = given_x.copy()
            judged.dropout(in_place, rate, as_key(key), in_place)
            np.testing.assert_array_equal(in_place, out)
            np.testing.assert_allclose(out[out != 0], given_x[out != 0] / (1 - rate), rtol=3e-7)
        assert (given_x == x.astype(dtype)).all()
        kept.append(out != 0)
    np.testing.assert_array_equal(kept[0], kept[1])


def one_draw(index: int, key: int) -> int:
    """A draw in Python's whole numbers, written from the description of MurmurHash3's fmix32."""

    def scramble(x: int) -> int:
        x ^= x >> 16
        x = x * 0x85EBCA6B % 2**32
        x ^= x >> 13
        x = x * 0xC2B2AE35 % 2**32
        return x ^ (x >> 16)

    first = scramble((key % 2**32 + 0x9E3779B9) % 2**32)
    second = scramble((key // 2**32 + first) % 2**32)
    return scramble((scramble(index ^ first) + second) % 2**32)


def test_draws_are_what_they_were() -> None:
    """A seed must give the same run in every version: other numbers here are a breaking change."""
    assert mix(np.array([0, 1, 2**32 - 1], np.uint32)).tolist() == [0, 0x514E28B7, 0x81F16F39]
    indices = np.array([0, 1, 2, 12345, 2**32 - 1], np.uint32)
    for key in (0, 1, 2**32, 2**63 + 12345, 2**64 - 1):
        assert draws(indices, key).tolist() == [one_draw(int(index), key) for index in indices]
    assert draws(indices[:3], 2**63 + 12345).tolist() == [2976605987, 4089886316, 4216433680]


def test_a_value_is_kept_if_its_draw_is_not_below_the_rate(backend: Backend) -> None:
    key, x = 42, np.ones(64)
    drawn = draws(np.arange(64, dtype=np.uint32), key)
    for judged in (backend, reference):
        for index in range(64):
            draw = int(drawn[index])
            assert written(judged.dropout, x, draw / 2**32, as_key(key), shape=x.shape, dtype="float64")[index] > 0
            above = (draw + 0.5) / 2**32
            assert written(judged.dropout, x, above, as_key(key), shape=x.shape, dtype="float64")[index] == 0
            rate = float(drawn[7]) / 2**32
            kept = written(judged.dropout, x, rate, as_key(key), shape=x.shape, dtype="float64") > 0
            np.testing.assert_array_equal(kept, drawn >= drawn[7])


@dtypes
def test_a_rate_of_zero_leaves_everything(backend: Backend, dtype: str) -> None:
    x = np.array([1.5, -0.0, np.inf, -np.inf, np.nan, 1e-40, 3e38], dtype)
    for judged in (backend, reference):
        np.testing.assert_array_equal(written(judged.dropout, x, 0.0, as_key(3), shape=x.shape, dtype=dtype), x)
        np.testing.assert_array_equal(written(judged.gaussian_noise, x, 0.0, as_key(3), shape=x.shape, dtype=dtype), x)


def test_what_is_dropped_is_zero_whatever_it_was(backend: Backend) -> None:
    x = np.full(1000, np.nan, np.float32)
    for judged in (backend, reference):
        out = written(judged.dropout, x, 0.5, as_key(3), shape=x.shape, dtype="float32")
        np.testing.assert_array_equal(np.isnan(out), mask(3, count=1000))
        assert (out[~np.isnan(out)] == 0).all()


@pytest.mark.parametrize("rate", [0.01, 0.2, 0.5, 0.9])
def test_the_share_that_is_dropped(rate: float) -> None:
    for key in (0, 1, 2**40, 2**64 - 1):
        dropped = COUNT - int(mask(key, rate).sum())
        assert abs(dropped - COUNT * rate) < SIGMAS * math.sqrt(COUNT * rate * (1 - rate))


def test_neighbouring_places_are_independent() -> None:
    kept = mask(12345)
    for distance in (1, 2, 3, 4, 8, 16, 32, 64, 100, 128, 784, 1024):
        assert correlation(kept[distance:], kept[:-distance]) < SIGMAS


@pytest.mark.parametrize("key", [0, 5, 2**32 - 1, 0x9E3779B97F4A7C15])
def test_neighbouring_keys_are_independent(key: int) -> None:
    """The same place under two keys, and any place under one with one near it under the other."""
    first = mask(key)
    for bit in (0, 1, 7, 31, 32, 33, 63):
        second = mask(key ^ (1 << bit))
        for distance in (0, 1, 2, 3, 64):
            assert correlation(first[distance:], second[: COUNT - distance]) < SIGMAS
    # The mask of a key that is shifted, reversed or permuted by a few bits would show only here.
    for permuted in range(1, 8):
        second = mask(key + 1)
        assert correlation(first, second[np.arange(COUNT) ^ permuted]) < SIGMAS


def bits(x: Array) -> Array:
    return (x[:, np.newaxis] >> np.arange(32, dtype=np.uint32)) & 1


def test_every_bit_of_place_and_key_changes_every_bit_of_the_draw() -> None:
    count = 20_000
    indices = np.random.default_rng(1).integers(0, 2**32, count, dtype=np.uint32)
    key = 0x0123456789ABCDEF
    before = draws(indices, key)
    largest = SIGMAS * 0.5 / math.sqrt(count)
    changes = [draws(indices ^ np.uint32(1 << bit), key) for bit in range(32)]
    for changed in changes:
        assert np.abs(bits(before ^ changed).mean(axis=0) - 0.5).max() < largest
    for bit in range(64):
        assert np.abs(bits(before ^ draws(indices, key ^ (1 << bit))).mean(axis=0) - 0.5).max() < largest


def test_the_first_draws_of_small_keys_are_random_too() -> None:
    """Without care in how a key is taken apart, its first draw is 0 for all keys below 2^32."""
    first = np.concatenate([draws(np.zeros(1, np.uint32), key) for key in range(2000)])
    assert len(np.unique(first)) > 1990
    assert abs(float((first / 2**32).mean()) - 0.5) < SIGMAS * math.sqrt(1 / 12 / 2000)


def unmixed(x: int) -> int:
    """The number that `mix` makes x of."""
    x ^= x >> 16
    x = x * pow(0xC2B2AE35, -1, 2**32) % 2**32
    x ^= (x >> 13) ^ (x >> 26)
    x = x * pow(0x85EBCA6B, -1, 2**32) % 2**32
    return x ^ (x >> 16)


def test_no_key_draws_the_numbers_of_another_some_places_further_on() -> None:
    """Two keys that differ by 1 in the last number that is made of them; hashing the place once would not be enough."""
    low, high, count = 7, 99, 1000
    first = int(mix(np.array([low + 0x9E3779B9], np.uint32))[0])
    second = int(mix(np.array([(high + first) % 2**32], np.uint32))[0])
    other = (unmixed((second + 1) % 2**32) - first) % 2**32
    indices = np.arange(count, dtype=np.uint32)
    drawn, also = draws(indices, low + 2**32 * high), draws(indices, low + 2**32 * other)
    assert len(np.intersect1d(drawn, also)) < 5
    assert correlation(drawn, also) < SIGMAS


@dtypes
@any_shape
@given(rows=sizes, columns=sizes, deviation=st.sampled_from([0.0, 1e-3, 0.5, 30.0]), key=keys)
@example(rows=1, columns=1, deviation=1.0, key=0)
def test_noise(backend: Backend, dtype: str, rows: int, columns: int, deviation: float, key: int) -> None:
    x = normal(np.random.default_rng(rows), dtype, rows, columns)
    before = x.copy()
    compare(backend, "gaussian_noise", x, deviation, as_key(key), shape=x.shape, dtype=dtype, scale=4 + 8 * deviation)
    assert (x == before).all()
    for judged in (backend, reference):
        in_place = x.copy()
        judged.gaussian_noise(in_place, deviation, as_key(key), in_place)
        got = written(judged.gaussian_noise, x, deviation, as_key(key), shape=x.shape, dtype=dtype)
        np.testing.assert_array_equal(in_place, got)


def test_noise_is_normal(backend: Backend) -> None:
    for key in (0, 77, 2**64 - 1):
        z = written(backend.gaussian_noise, np.zeros(COUNT), 1.0, as_key(key), shape=(COUNT,), dtype="float64")
        assert abs(z.mean()) < SIGMAS / math.sqrt(COUNT)
        for power, moment, variance in ((2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0)):
            assert abs((z**power).mean() - moment) < SIGMAS * math.sqrt(variance / COUNT)
        for bound in (0.1, 1.0, 2.0, 3.0):
            share = math.erf(bound / math.sqrt(2))
            inside = int((np.abs(z) < bound).sum())
            assert abs(inside - COUNT * share) < SIGMAS * math.sqrt(COUNT * share * (1 - share))
        for distance in (1, 2, 64):
            assert correlation(z[distance:], z[:-distance]) < SIGMAS
            assert correlation(z[distance:] ** 2, z[:-distance] ** 2) < SIGMAS
        other = written(backend.gaussian_noise, np.zeros(COUNT), 1.0, as_key(key ^ 1), shape=(COUNT,), dtype="float64")
        assert correlation(z, other) < SIGMAS


def test_noise_at_the_ends_of_its_draws(cpu: Backend) -> None:
    """Draws of 0 and of 2^32 - 1, which no test above is likely to meet."""
    from tuitrainer.kernels.cpu.noise import cosine_of_turn, logarithm_of_share

    for share in (1.0, 2.0, 3.0, 2.0**31, 1.5e9, 3037000498.0, 3037500000.0, 2.0**32 - 1):
        assert logarithm_of_share(share) == pytest.approx(math.log(share / 2**32), rel=1e-14, abs=0)
    assert logarithm_of_share(2.0**32) == 0
    for v in np.linspace(0, 1, 1001):
        assert cosine_of_turn(float(v)) == pytest.approx(math.cos(2 * math.pi * v), abs=2e-15)
    z = math.sqrt(-2 * logarithm_of_share(1.0))
    assert z == pytest.approx(math.sqrt(64 * math.log(2)), rel=TOLERANCE["float64"])


def test_dropout_became_vector_code_of_32_bits(cpu: Backend) -> None:
    from tuitrainer.kernels.cpu import noise
    from tuitrainer.kernels.cpu._jit import _OPTIONS

    functions: Any = noise
    for kernel, number in ((functions.drop, numba.float32), (functions.add_normal, numba.float64)):
        again = numba.njit(**_OPTIONS)(kernel.py_func)
        key, row = numba.uint32, numba.float32[::1]
        again.compile((key, key, key, number, row) if kernel is functions.drop else (key, key, number, row))
        (code,) = again.inspect_llvm().values()
        assert re.search(r"mul <\d+ x i32>", code)
        assert not re.search(r"mul [a-z ]*<\d+ x i64>", code)


def test_arrays_that_are_read_only_compile_nothing_more(cpu: Backend) -> None:
    x = np.ones(5, np.float32)

    def use() -> None:
        check(written(cpu.dropout, x, 0.0, as_key(1), shape=(5,), dtype="float32"), x)
        check(written(cpu.gaussian_noise, x, 0.0, as_key(1), shape=(5,), dtype="float32"), x)

    use()
    x.flags.writeable = False
    compiled: list[str] = []
    with watch_compiling(compiled.append):
        use()
    assert compiled == []
