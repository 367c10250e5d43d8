"""The matrix product that everything else is made of: which tile comes next, and where its numbers lie.

out = a @ b (+ what it starts from), where a(i, k) lies at a_rows[i] + depths[k]: with other tables the same function
multiplies a matrix, its transpose, or the patches of an image.

Memory is slower than arithmetic, so the work is cut to fit the caches: DEPTH steps of the depth at a time, and of them
one panel of b, as wide as a tile, which is copied together unless it lies well already. All tiles below each other then
read that panel from the nearest cache. Every number of the result is summed in the same order however its rows are
shared out, so that any number of threads gives the same bits.
"""

from __future__ import annotations

from functools import lru_cache
from typing import cast

import numpy as np
import numpy.typing as npt
from numba import prange

from tuitrainer.kernels.backend import Array, Indices
from tuitrainer.kernels.cpu._jit import kernel, one_type, parallel_kernel
from tuitrainer.kernels.cpu._simd import SHAPE, START_OUT, START_ROW, START_ZERO, make_tile

DEPTH = 256
"""A panel of DEPTH rows takes half of a first-level cache of 32 KB."""
ZERO, ONE = cast(int, np.int64(0)), cast(int, np.int64(1))
"""Not literals, for which kernels would be compiled once more."""
ROWS = SHAPE.rows
COLUMNS = SHAPE.columns
LINE, LINES = 64, 256
"""Bytes of a line of the cache, and as many lines as half of the nearest cache holds. Where rows of b are further apart
than a line, each of them takes the place of several: that is when copying them together is worth it."""
OPERATIONS_A_THREAD = 4e6
"""Starting a thread and waiting for it takes about 10 microseconds."""
SCRATCH = (DEPTH + ROWS + 1) * COLUMNS
"""Numbers that `multiply` needs to work in: a panel, a tile and a row."""

_tile_of_all, _tile_of_4, _tile_of_2, _tile_of_1 = (make_tile(rows) for rows in (ROWS, 4, 2, 1))
_TILE = DEPTH * COLUMNS + np.arange(ROWS) * COLUMNS
_START = (DEPTH + ROWS) * COLUMNS


@kernel
def multiply(
    a: Array, a_base: int, a_rows: Indices, depths: Indices, b: Array, b_base: int, b_row: int, b_column: int,
    b_panel: int, columns: int, mode: int, start: Array, floor: float, out: Array, out_base: int, out_rows: Indices,
    scratch: Array,
) -> None:  # fmt: skip
    """out(i, j) = what it starts from + the sum over k of a(i, k) * b(k, j), but at least `floor`, for j < columns.

    All arrays are flat. a(i, k) is a[a_base + a_rows[i] + depths[k]], b(k, j) is b[b_base + k * b_row + j * b_column],
    out(i, j) is out[out_base + out_rows[i] + j]. A b that is used for several products may be packed before, by
    `pack_all`: then b_panel is the length of a panel, else 0. `mode` is one of _simd's START_...; `start` is the row
    for START_ROW. `scratch` holds SCRATCH numbers. Nothing is checked: tables must point into their arrays.
    """
    size = a.itemsize
    width = COLUMNS * 4 // size
    lowest = a.dtype.type(-np.inf)
    a_address, b_address = address(a) + a_base * size, address(b) + b_base * size
    out_address, scratch_address = address(out) + out_base * size, address(scratch)
    blocks = (depths.size + DEPTH - 1) // DEPTH
    longest = (depths.size + blocks - 1) // blocks
    for k in range(0, depths.size, longest):
        depth = min(longest, depths.size - k)
        step_mode = mode if k == 0 else START_OUT
        step_floor = floor if k + depth == depths.size else lowest
        for j in range(0, columns, width):
            valid = min(width, columns - j)
            lines = depth * max(1, b_row * size // LINE)
            if b_panel:
                panel, panel_row = b_address + (j // width * b_panel + k * width) * size, width
            elif valid == width and b_column == 1 and (lines <= LINES or a_rows.size <= 8 * ROWS):
                panel, panel_row = b_address + (k * b_row + j) * size, b_row
            else:
                pack(b, b_base + k * b_row + j * b_column, b_row, b_column, depth, valid, width, scratch)
                panel, panel_row = scratch_address, width
            start_address = address(start) + j * size
            if valid < width and step_mode == START_ROW:
                for column in range(valid):
                    scratch[_START + column] = start[j + column]
                start_address = scratch_address + _START * size

            i = 0
            while i < a_rows.size:
                left = a_rows.size - i
                count = ROWS if left >= ROWS else 4 if left >= 4 else 2 if left >= 2 else 1
                target, target_rows = out_address + j * size, address(out_rows) + i * 8
                if valid < width:  # a tile is written whole: not into numbers that are not ours
                    target, target_rows = scratch_address, address(_TILE)
                    if step_mode == START_OUT:
                        copy_rows(out, out_base + j, out_rows[i:], scratch, ZERO, _TILE, count, valid)
                rows, steps = address(a_rows) + i * 8, address(depths) + k * 8
                if count == ROWS:
                    _tile_of_all(
                        a_address, rows, steps, depth, panel, panel_row, step_mode, start_address, target, target_rows,
                        step_floor,
                    )  # fmt: skip
                elif count == 4:
                    _tile_of_4(
                        a_address, rows, steps, depth, panel, panel_row, step_mode, start_address, target, target_rows,
                        step_floor,
                    )  # fmt: skip
                elif count == 2:
                    _tile_of_2(
                        a_address, rows, steps, depth, panel, panel_row, step_mode, start_address, target, target_rows,
                        step_floor,
                    )  # fmt: skip
                else:
                    _tile_of_1(
                        a_address, rows, steps, depth, panel, panel_row, step_mode, start_address, target, target_rows,
                        step_floor,
                    )  # fmt: skip
                if valid < width:
                    copy_rows(scratch, ZERO, _TILE, out, out_base + j, out_rows[i:], count, valid)
                i += count


@kernel
def address(x: Array) -> int:
    """Of its first number; signed, because Numba adds signed and unsigned numbers as floats."""
    return int(np.int64(x.ctypes.data))


@kernel
def pack(b: Array, base: int, b_row: int, b_column: int, depth: int, valid: int, width: int, panel: Array) -> None:
    """Row k of the panel = b(k, 0 ... valid - 1), and zeros up to its width.

    Places are counted in unsigned numbers: for signed ones Numba would look at each whether it is negative, and count
    from the end if so, which costs most of the speed (measured: a quarter of it is left).
    """
    step, column_step, row_step = np.uint64(width), np.uint64(b_column), np.uint64(b_row)
    if b_column == 1:
        source, target = np.uint64(base), np.uint64(0)
        for _k in range(depth):
            for j in range(np.uint64(valid)):
                panel[target + j] = b[source + j]
            source += row_step
            target += step
    else:
        for j in range(np.uint64(valid)):
            source, target = np.uint64(base) + j * column_step, np.uint64(j)
            for _k in range(depth):
                panel[target] = b[source]
                source += row_step
                target += step
    for j in range(np.uint64(valid), step):
        target = np.uint64(j)
        for _k in range(depth):
            panel[target] = 0
            target += step


@kernel
def pack_all(b: Array, b_row: int, b_column: int, depth: int, columns: int, out: Array) -> None:
    """All panels of b, one after the other, each of depth * width numbers; `packed_size` says how many in all."""
    width = COLUMNS * 4 // b.itemsize
    for j in range(0, columns, width):
        panel = out[j * depth : (j + width) * depth]
        pack(b, j * b_column, b_row, b_column, depth, min(width, columns - j), width, panel)


def packed_size(depth: int, columns: int) -> int:
    """How many numbers `pack_all` writes, of either type."""
    return depth * COLUMNS * -(-columns // COLUMNS)


def packed(weights: Array, transposed: bool = False) -> Array:
    """The panels of a matrix, or of its transpose, for `multiply`."""
    rows, columns = weights.shape
    row_stride, column_stride = columns, 1
    if transposed:
        rows, columns, row_stride, column_stride = columns, rows, 1, columns
    panels = np.empty(packed_size(rows, columns), weights.dtype)
    pack_all(one_type(weights).reshape(-1), row_stride, column_stride, rows, columns, panels)
    return panels


@kernel
def copy_rows(
    x: Array, x_base: int, x_rows: Indices, out: Array, out_base: int, out_rows: Indices, count: int, columns: int
) -> None:
    """`count` rows of numbers from where one table says to where the other does."""
    for row in range(count):
        source, target = np.uint64(x_base + x_rows[row]), np.uint64(out_base + out_rows[row])
        for column in range(np.uint64(columns)):
            out[target + column] = x[source + column]


@parallel_kernel
def multiply_in_parts(
    parts: int, a: Array, a_base: int, a_rows: Indices, depths: Indices, b: Array, b_base: int, b_row: int,
    b_column: int, b_panel: int, columns: int, mode: int, start: Array, floor: float, out: Array, out_base: int,
    out_rows: Indices,
) -> None:  # fmt: skip
    """`multiply` by `parts` threads, each with its share of the rows, in whole tiles."""
    tiles = -(-a_rows.size // ROWS)
    for part in prange(parts):
        low, high = ROWS * (part * tiles // parts), min(a_rows.size, ROWS * ((part + 1) * tiles // parts))
        multiply(
            a, a_base, a_rows[low:high], depths, b, b_base, b_row, b_column, b_panel, columns, mode, start, floor, out,
            out_base, out_rows[low:high], np.empty(SCRATCH, a.dtype),
        )  # fmt: skip


def product(
    a: Array, a_rows: Indices, depths: Indices, b: Array, b_strides: tuple[int, int], columns: int, out: Array,
    threads: int = 1, bias: Array | None = None, relu: bool = False, out_rows: Indices | None = None,
) -> None:  # fmt: skip
    """out (rows, columns) = a @ b (+ bias), with `relu` at least 0: `multiply` on whole matrices, from Python.

    The tables are as for `multiply`; b(k, j) lies at k * b_strides[0] + j * b_strides[1]. Without `out_rows` the rows
    of the result follow each other.
    """
    mode, start = (START_ZERO, b) if bias is None else (START_ROW, bias)
    floor = a.dtype.type(0.0 if relu else -np.inf)
    rows = a_rows.size
    arguments = (
        a.reshape(-1), 0, a_rows, depths, b.reshape(-1), 0, *b_strides, 0, columns, mode, start.reshape(-1), floor,
        out.reshape(-1), 0, steps(rows, columns) if out_rows is None else out_rows,
    )  # fmt: skip
    parts = parts_of(2 * rows * depths.size * columns, threads)
    if parts > 1:
        multiply_in_parts(parts, *arguments)
    else:
        multiply(*arguments, np.empty(SCRATCH, a.dtype))


def parts_of(operations: float, threads: int) -> int:
    """How many threads so many multiplications and additions are worth: each is to have 50 microseconds of work."""
    return max(1, min(threads, int(operations / OPERATIONS_A_THREAD)))


@lru_cache(maxsize=1024)  # making a table takes longer than multiplying small matrices
def steps(count: int, stride: int) -> npt.NDArray[np.int64]:
    """The table 0, stride, 2 * stride ...: of the rows of a matrix, or of the steps along one. Not to be written to."""
    return np.arange(count, dtype=np.int64) * stride
