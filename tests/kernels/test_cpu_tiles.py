"""The tiles that matrix products are made of, and the products, against NumPy's own in float64."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import pytest
from contract import TOLERANCE, any_shape, dtypes
from hypothesis import example, given
from hypothesis import strategies as st

from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.kernels.cpu._simd import SHAPE, START_OUT, START_ROW, START_ZERO, TileShape, make_tile

SMALL = TileShape(16, 4, 2, fused=False)
"""What a processor gets that we know nothing of: every one can run it."""
STARTS = {"zeros": START_ZERO, "a row": START_ROW, "the result": START_OUT}


def call_tile(tile: Any) -> Callable[..., None]:
    @numba.njit(error_model="numpy")
    def call(a, a_rows, depths, b, b_stride, mode, start, out, out_rows, floor):  # type: ignore[no-untyped-def]
        tile(
            a.ctypes.data, a_rows.ctypes.data, depths.ctypes.data, depths.size, b.ctypes.data, b_stride, mode,
            start.ctypes.data, out.ctypes.data, out_rows.ctypes.data, floor,
        )  # fmt: skip

    function: Callable[..., None] = call
    return function


@pytest.mark.parametrize("start", STARTS)
@dtypes
@pytest.mark.parametrize("shape", [SHAPE, SMALL], ids=["this processor", "any processor"])
def test_tiles(shape: TileShape, dtype: str, start: str) -> None:
    """Rows and steps of a out of order, rows of the result apart; nothing beside the tile is touched."""
    rng = np.random.default_rng(2)
    columns = shape.columns * 4 // np.dtype(dtype).itemsize
    for rows in {1, 2, 4, shape.rows}:
        depth = 5
        a, b = rng.normal(size=200).astype(dtype), rng.normal(size=(depth, columns + 3)).astype(dtype)
        a_rows, depths = rng.integers(0, 90, rows), rng.integers(0, 90, depth)
        first_row, out = rng.normal(size=columns).astype(dtype), rng.normal(size=(rows, columns + 1)).astype(dtype)
        before = out.copy()
        call_tile(make_tile(rows, shape))(
            a, a_rows, depths, b, columns + 3, STARTS[start], first_row, out, np.arange(rows) * (columns + 1),
            np.dtype(dtype).type(-0.5),
        )  # fmt: skip
        added = {"zeros": 0.0, "a row": first_row, "the result": before[:, :-1]}[start]
        product = a[a_rows[:, None] + depths].astype(np.float64) @ b[:, :columns].astype(np.float64)
        np.testing.assert_allclose(
            out[:, :-1], np.maximum(product + added, -0.5), rtol=0, atol=20 * TOLERANCE[dtype], err_msg=str(rows)
        )
        np.testing.assert_array_equal(out[:, -1], before[:, -1])


@dtypes
def test_nan_is_not_raised_to_the_floor(dtype: str) -> None:
    tile = call_tile(make_tile(1))
    columns = SHAPE.columns * 4 // np.dtype(dtype).itemsize
    out, zero = np.empty(columns, dtype), np.zeros(1, np.int64)
    b = np.zeros(columns, dtype)
    b[0], b[1] = np.nan, -1
    tile(np.ones(1, dtype), zero, zero, b, columns, START_ZERO, b, out, zero, np.dtype(dtype).type(0))
    assert np.isnan(out[0])
    assert (out[1:] == 0).all()


@dtypes
@any_shape
@given(
    rows=st.sampled_from([1, 5, 6, 13]), depth=st.sampled_from([1, 3, 255, 257, 600]),
    columns=st.sampled_from([1, 7, 16, 17, 33]), across=st.booleans(), seed=st.integers(0, 9),
)  # fmt: skip
@example(rows=100, depth=300, columns=100, across=False, seed=0)
def test_products(cpu: Backend, dtype: str, rows: int, depth: int, columns: int, across: bool, seed: int) -> None:
    """More steps than are taken at once, panels that are copied and that are not, packed before and not."""
    from tuitrainer.kernels.cpu import _product as cpu_product

    del cpu
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(rows, depth)).astype(dtype), rng.normal(size=(depth, columns)).astype(dtype)
    expected = a.astype(np.float64) @ b.astype(np.float64)
    given_b = np.ascontiguousarray(b.T) if across else b
    strides = (1, depth) if across else (columns, 1)
    out = np.full((rows, columns), 9.75, dtype)
    cpu_product.product(a, cpu_product.steps(rows, depth), cpu_product.steps(depth, 1), given_b, strides, columns, out)
    check_product(out, expected, depth)

    panels = np.full(cpu_product.packed_size(depth, columns), np.nan, dtype)
    cpu_product.pack_all(given_b.reshape(-1), *strides, depth, columns, panels)
    packed_out = np.full(rows * columns, 9.75, dtype)
    cpu_product.multiply(
        a.reshape(-1), 0, cpu_product.steps(rows, depth), cpu_product.steps(depth, 1), panels, 0, 0, 1,
        depth * SHAPE.columns * 4 // out.itemsize, columns, START_ZERO, panels, out.dtype.type(-np.inf), packed_out, 0,
        cpu_product.steps(rows, columns), np.empty(cpu_product.SCRATCH, dtype),
    )  # fmt: skip
    np.testing.assert_array_equal(packed_out.reshape(rows, columns), out)


def check_product(got: Array, expected: Array, depth: int) -> None:
    np.testing.assert_allclose(got, expected, rtol=0, atol=4 * np.sqrt(depth) * TOLERANCE[str(got.dtype)])
