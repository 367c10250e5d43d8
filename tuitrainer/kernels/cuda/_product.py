"""Matrix products, the work that nearly all time of training goes into.

Every number of `out` needs a whole row of `left` and a whole column of `right`. Read from the memory of the GPU each
time, 8 bytes would come for each multiplication, and the memory is about fifty times too slow for that. So a block
calculates a whole tile of `out` together: its threads fetch a thin slice of the rows and columns that the tile needs
into shared memory, once, wait for each other, and multiply from there; and each thread keeps many numbers of the tile
in registers, so that a number from shared memory serves several multiplications, too (tiling and register blocking:
Volkov and Demmel, "Benchmarking GPUs to tune dense linear algebra", 2008). `_tiles` says how a tile is shared out.

A transposed matrix is the same memory read with its two steps exchanged, one head of many the same memory from another
place on: nothing is ever copied to be multiplied.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numba import cuda

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import device_function, kernel
from tuitrainer.kernels.cuda._launch import ENOUGH_BLOCKS, SIMULATED, flat, for_each, launch
from tuitrainer.kernels.cuda._mathematics import LINEAR, RELU, activated
from tuitrainer.kernels.cuda._scratch import scratch
from tuitrainer.kernels.cuda._tiles import ALIGNMENT, BLOCK, DEPTH, GAP, SIDE, Tile, functions_of

Layout = tuple[int, int, int, int, int]
"""Matrix number b begins at b // [0] * [1] + b % [0] * [2] in a flat array; [3] and [4] are its row and column step."""

TILES = (Tile(2, 2), Tile(1, 1)) if SIMULATED else (Tile(8, 8), Tile(4, 4), Tile(2, 2))
"""From large to small. Large tiles read less and multiply more, small ones give every multiprocessor something to do
(the choice is not measured)."""
SHORTEST_PART = 4 if SIMULATED else 128
MOST_PARTS = 4 if SIMULATED else 32
"""Where even small tiles are too few, their sums are cut into parts, which other blocks calculate."""


def matrix(row_step: int, column_step: int = 1) -> Layout:
    """Element (i, k) lies at i * row_step + k * column_step."""
    return (1, 0, 0, row_step, column_step)


def matrices(inner: int, outer_step: int, inner_step: int, row_step: int, column_step: int = 1) -> Layout:
    """Several: matrix number b begins at b // inner * outer_step + b % inner * inner_step."""
    return (inner, outer_step, inner_step, row_step, column_step)


def product(
    left: Array, left_layout: Layout, right: Array, right_layout: Layout, rows: int, columns: int, depth: int,
    out: Array, out_layout: Layout | None = None, *, bias: Array | None = None, activation: int = LINEAR,
    batches: int = 1,
) -> None:  # fmt: skip
    """out (rows, columns) = activation(left (rows, depth) @ right (depth, columns) + bias), `batches` times.

    `out_layout` is a plain matrix, or plain matrices one after the other, if left out. `activation` is a code of
    `_mathematics`, but not softmax.
    """
    if not rows * columns * batches:
        return
    out_layout = out_layout or matrices(1, rows * columns, 0, columns)
    tile, parts = _shared_out(rows, columns, depth, batches)
    multiply = _product_kernel(tile, unrolled=out.dtype.itemsize == 4)
    grid = (-(-columns // tile.columns), -(-rows // tile.rows), batches * parts)
    sizes = (rows, columns, depth, -(-depth // parts), parts)
    operands = (flat(left), left_layout, flat(right), right_layout)
    has_bias, addend = bias is not None, flat(out if bias is None else bias)
    if parts == 1:
        launch(multiply, grid, (SIDE, SIDE), *operands, addend, has_bias, activation, sizes, flat(out), out_layout)
        return
    size = rows * columns
    partial = scratch("product", batches * parts * size, out.dtype)
    inside = matrices(1, size, 0, columns)
    launch(multiply, grid, (SIDE, SIDE), *operands, addend, False, LINEAR, sizes, partial, inside)
    for_each(
        _sum_parts, batches * size, partial, sizes, batches * size, addend, has_bias, activation, flat(out), out_layout
    )


def _shared_out(rows: int, columns: int, depth: int, batches: int) -> tuple[Tile, int]:
    """The tile, and into how many parts the sums are cut."""
    for tile in TILES:
        blocks = -(-columns // tile.columns) * -(-rows // tile.rows) * batches
        if blocks >= ENOUGH_BLOCKS:
            return tile, 1
    return tile, max(1, min(ENOUGH_BLOCKS // blocks, depth // SHORTEST_PART, MOST_PARTS))


@lru_cache(maxsize=16)
def _product_kernel(tile: Tile, unrolled: bool) -> Callable[..., None]:
    """The kernel for a square tile, whose sizes become constants of the compiled code."""
    functions, (high, wide), side = functions_of(tile, unrolled), tile, tile.rows
    clear, add_products, row_of, column_of = functions.clear, functions.add_products, functions.row, functions.column
    slice_shape, fetches = (DEPTH, side + GAP), side * DEPTH // BLOCK

    @device_function
    def fetch(
        array: Array, origin: int, step: int, term_step: int, lines: int, start: int, end: int, mine: Any, ahead: Array
    ) -> None:
        """The numbers of this thread in the slice from term `start` on, out of memory; 0 beyond the last line and term.

        `mine` is (line, step to the next, term, step to the next) of the numbers that this thread fetches.
        """
        for f in range(fetches):
            line, term = mine[0] + f * mine[1], start + mine[2] + f * mine[3]
            ahead[f] = 0
            if line < lines and term < end:
                ahead[f] = array[np.uint64(origin + line * step + term * term_step)]

    @device_function
    def put(ahead: Array, mine: Any, into: Array) -> None:
        """The same numbers into shared memory, for the whole block."""
        for f in range(fetches):
            into[mine[2] + f * mine[3], mine[0] + f * mine[1]] = ahead[f]

    @kernel
    def multiply(
        left: Array, left_layout: Layout, right: Array, right_layout: Layout, bias: Array, has_bias: bool,
        activation: int, sizes: tuple[int, ...], out: Array, out_layout: Layout,
    ) -> None:  # fmt: skip
        """A block calculates the tile (blockIdx.y, blockIdx.x) of `out`, or its part of the sums of that tile.

        blockIdx.z counts matrices, and the parts of each. While the block multiplies what is in shared memory, the
        numbers that come next are on their way from memory into registers.
        """
        left_slice = cuda.shared.array(slice_shape, out.dtype, alignment=ALIGNMENT)
        right_slice = cuda.shared.array(slice_shape, out.dtype, alignment=ALIGNMENT)
        sums = cuda.local.array((high, wide), out.dtype)  # all indices are constants once unrolled: these are registers
        left_ahead = cuda.local.array(fetches, out.dtype)
        right_ahead = cuda.local.array(fetches, out.dtype)
        rows, columns, depth, chunk, parts = sizes
        batch, part = cuda.blockIdx.z // parts, cuda.blockIdx.z % parts
        first_row, first_column = cuda.blockIdx.y * side, cuda.blockIdx.x * side
        thread = cuda.threadIdx.y * SIDE + cuda.threadIdx.x
        # Neighbouring threads fetch what lies side by side in memory: along the terms of a sum, or along the lines.
        along_terms = (thread // DEPTH, BLOCK // DEPTH, thread % DEPTH, 0)
        along_lines = (thread % side, 0, thread // side, BLOCK // side)
        of_left = along_terms if left_layout[4] == 1 else along_lines
        of_right = along_lines if right_layout[4] == 1 else along_terms
        row_step, left_step, right_step, column_step = left_layout[3], left_layout[4], right_layout[3], right_layout[4]
        left_origin = batch // left_layout[0] * left_layout[1] + batch % left_layout[0] * left_layout[2]
        right_origin = batch // right_layout[0] * right_layout[1] + batch % right_layout[0] * right_layout[2]
        left_origin, rows_left = left_origin + first_row * row_step, rows - first_row
        right_origin, columns_left = right_origin + first_column * column_step, columns - first_column
        start, end = part * chunk, min(depth, (part + 1) * chunk)
        clear(sums)

        fetch(left, left_origin, row_step, left_step, rows_left, start, end, of_left, left_ahead)
        fetch(right, right_origin, column_step, right_step, columns_left, start, end, of_right, right_ahead)
        while start < end:
            put(left_ahead, of_left, left_slice)
            put(right_ahead, of_right, right_slice)
            cuda.syncthreads()  # the slices are complete
            start += DEPTH
            fetch(left, left_origin, row_step, left_step, rows_left, start, end, of_left, left_ahead)
            fetch(right, right_origin, column_step, right_step, columns_left, start, end, of_right, right_ahead)
            add_products(left_slice, right_slice, sums)
            cuda.syncthreads()  # nobody reads them any more

        which = cuda.blockIdx.z
        origin = which // out_layout[0] * out_layout[1] + which % out_layout[0] * out_layout[2]
        lowest = out.dtype.type(0 if activation == RELU else -np.inf)  # a comparison with it leaves nan what it is
        for j in range(wide):
            column, addend = column_of(j), out.dtype.type(0)
            if has_bias and column < columns_left:
                addend = bias[first_column + column]
            for i in range(high):
                sums[i, j] += addend
        for i in range(high):
            for j in range(wide):
                row, column = row_of(i), column_of(j)
                if row < rows_left and column < columns_left:
                    value = sums[i, j]
                    out[origin + (first_row + row) * out_layout[3] + (first_column + column) * out_layout[4]] = (
                        lowest if value < lowest else value
                    )
        if activation > RELU:  # on what the thread wrote itself: so the long code is there once, and not unrolled
            for number in range(high * wide):
                row, column = first_row + row_of(number // wide), first_column + column_of(number % wide)
                if row < rows and column < columns:
                    there = origin + row * out_layout[3] + column * out_layout[4]
                    out[there] = activated(activation, out[there], out.dtype.type)

    return multiply


@kernel
def _sum_parts(
    partial: Array, sizes: tuple[int, ...], count: int, bias: Array, has_bias: bool, activation: int, out: Array,
    out_layout: Layout,
) -> None:  # fmt: skip
    """Each thread adds up the parts of one number of `out` at a time, in their order."""
    size, columns, parts = sizes[0] * sizes[1], sizes[1], sizes[4]
    for number in range(cuda.grid(1), count, cuda.gridsize(1)):
        which, row, column = number // size, number % size // columns, number % columns
        total = out.dtype.type(0)
        for part in range(parts):
            total += partial[(which * parts + part) * size + number % size]
        if has_bias:
            total += bias[column]
        origin = which // out_layout[0] * out_layout[1] + which % out_layout[0] * out_layout[2]
        there = origin + row * out_layout[3] + column * out_layout[4]
        out[there] = activated(activation, total, out.dtype.type)
