"""Embedding verbs: plain loops against every backend, and numbers that have no row."""

from __future__ import annotations

import numpy as np
import pytest
from contract import any_shape, compare, dtypes, normal, sizes, written
from hypothesis import example, given
from hypothesis import strategies as st

from tuitrainer.kernels import reference
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.kernels.compiling import watch_compiling


@dtypes
@any_shape
@given(count=sizes, table_rows=sizes, features=sizes, seed=st.integers(0, 99))
@example(count=1, table_rows=1, features=1, seed=0)
@example(count=64, table_rows=1, features=37, seed=0)
@example(count=1, table_rows=64, features=1, seed=0)
def test_a_backend_gives_what_the_reference_gives(
    backend: Backend, dtype: str, count: int, table_rows: int, features: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    indices = rng.integers(0, table_rows, count).astype(dtype)
    table, dy = normal(rng, dtype, table_rows, features), normal(rng, dtype, count, features)
    compare(backend, "embedding_forward", indices, table, shape=dy.shape, dtype=dtype, scale=1)
    compare(backend, "embedding_gradient", indices, dy, shape=table.shape, dtype=dtype, scale=4 * count)


def test_the_reference_by_its_definition() -> None:
    rng = np.random.default_rng(2)
    indices = np.array([3.0, 0.0, 3.0, 1.0, 3.0])
    table, dy = rng.normal(size=(5, 2)), rng.normal(size=(5, 2))
    expected = np.zeros((5, 2))
    for i, index in enumerate([3, 0, 3, 1, 3]):
        expected[index] += dy[i]
    got = written(reference.embedding_gradient, indices, dy, shape=(5, 2), dtype="float64")
    np.testing.assert_allclose(got, expected, rtol=1e-15)
    got = written(reference.embedding_forward, indices, table, shape=(5, 2), dtype="float64")
    np.testing.assert_array_equal(got, [table[3], table[0], table[3], table[1], table[3]])


@dtypes
def test_rows_are_added_in_order(backend: Backend, dtype: str) -> None:
    """So that losses repeat to the last bit: a sum in another order rounds differently."""
    dy = normal(np.random.default_rng(0), dtype, 1000, 1)
    total = np.zeros(1, dtype)
    for row in dy:
        total += row
    for judged in (backend, reference):
        got = written(judged.embedding_gradient, np.zeros(1000, dtype), dy, shape=(1, 1), dtype=dtype)
        assert got[0, 0] == total[0]


@dtypes
def test_a_number_without_a_row_touches_nothing_else(backend: Backend, dtype: str) -> None:
    wrong = [-1.0, -0.5, 2.0, 2.5, 3.0, 1e30, -1e30, np.inf, -np.inf, np.nan]
    rows = [0, 0, 2, 2, 2, 2, 0, 2, 0, 0]
    indices, table = np.array(wrong, dtype), np.arange(6, dtype=dtype).reshape(3, 2)
    dy = np.ones((len(wrong), 2), dtype)
    for judged in (backend, reference):
        got = written(judged.embedding_forward, indices, table, shape=dy.shape, dtype=dtype)
        assert got.tolist() == table[rows].tolist()
        got = written(judged.embedding_gradient, indices, dy, shape=table.shape, dtype=dtype)
        assert got.tolist() == [[5, 5], [0, 0], [5, 5]]


@pytest.mark.parametrize("count", [2**24, 2**24 + 4])
def test_the_last_row_of_a_table_longer_than_float32_counts(backend: Backend, count: int) -> None:
    """float32 rounds 2**24 + 3 up to 2**24 + 4, which has no row."""
    table: Array = np.zeros((count, 1), np.float32)
    table[-1] = 7.0
    for judged in (backend, reference):
        got = written(judged.embedding_forward, np.array([count - 1], np.float32), table, shape=(1, 1), dtype="float32")
        assert got[0, 0] == 7.0


def test_arrays_that_are_read_only_compile_nothing_more(cpu: Backend) -> None:
    indices, dy = np.zeros(3), np.ones((3, 2))

    def use() -> None:
        cpu.embedding_forward(indices, np.ones((4, 2)), np.empty((3, 2)))
        cpu.embedding_gradient(indices, dy, np.empty((4, 2)))

    use()
    indices.flags.writeable = dy.flags.writeable = False
    compiled: list[str] = []
    with watch_compiling(compiled.append):
        use()
    assert compiled == []
