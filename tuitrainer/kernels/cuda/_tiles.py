"""Tiles of a matrix product: what a block of threads calculates together, and how its threads share it out.

Each thread keeps `high` x `wide` numbers of the tile in registers. They lie in groups of GROUP side by side, because
four neighbours come out of shared memory in one read instead of four, and a multiprocessor can multiply four times as
often as it can read there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from numba import cuda

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import device_function
from tuitrainer.kernels.cuda._launch import ENOUGH_BLOCKS, SIMULATED

GROUP = 4
SIDE = 2 if SIMULATED else 16
"""A block has SIDE x SIDE threads."""
BLOCK = SIDE * SIDE
DEPTH = 2 if SIMULATED else 8
"""How many terms of every sum are in shared memory at a time."""
GAP = 0 if SIMULATED else 4
"""Numbers left unused at the end of each row of shared memory, which shift the rows to different banks."""
ALIGNMENT = 16
"""Of shared memory, in bytes: a group can only be read at once where it begins at a multiple of its size."""


class Tile(NamedTuple):
    high: int
    """Numbers of a thread down the rows..."""
    wide: int
    """... and along the columns."""

    @property
    def rows(self) -> int:
        return SIDE * self.high

    @property
    def columns(self) -> int:
        return SIDE * self.wide


HIGH_TILES = (Tile(2, 1), Tile(1, 2)) if SIMULATED else (Tile(8, 4), Tile(4, 4), Tile(2, 4))
NARROW_TILES = (Tile(2, 1), Tile(1, 1)) if SIMULATED else (Tile(8, 2), Tile(4, 2), Tile(2, 2))
"""For results with a row for each pixel and a few dozen columns, from large to small. Large tiles read less and
multiply more, small ones give every multiprocessor something to do (the choice is not measured)."""


def choose_high_tile(rows: int, columns: int, others: int = 1) -> Tile:
    """The largest of these of which a result of that shape has enough, `others` times, and that is not mostly empty."""
    tiles = NARROW_TILES if columns <= NARROW_TILES[0].columns else HIGH_TILES
    for tile in tiles:
        enough = -(-rows // tile.rows) * -(-columns // tile.columns) * others >= ENOUGH_BLOCKS
        if enough and tile.rows < 2 * rows:
            return tile
    return tiles[-1]


class TileFunctions(NamedTuple):
    clear: Callable[..., None]
    """clear(sums): all 0."""
    add_products: Callable[..., None]
    """add_products(left, right, sums): to each number of this thread, add left[k, row] * right[k, column] for all
    k < DEPTH."""
    row: Callable[[int], int]
    """row(i): the row, within the tile, of number i down the rows of this thread."""
    column: Callable[[int], int]


@lru_cache(maxsize=16)
def functions_of(tile: Tile, unrolled: bool = False) -> TileFunctions:
    """Device functions in which the sizes are constants, so that their loops are unrolled and `sums` is registers.

    The compiler leaves the loop over the terms of a slice a loop, and then half of the instructions in it only count
    (seen in the machine code). `unrolled` writes it out. A float64 tile of 8 x 8 has no registers left for that.
    """
    high, wide = tile
    high_group, wide_group = min(high, GROUP), min(wide, GROUP)

    @device_function
    def row(i: int) -> Any:
        return i // high_group * SIDE * high_group + cuda.threadIdx.y * high_group + i % high_group

    @device_function
    def column(j: int) -> Any:
        return j // wide_group * SIDE * wide_group + cuda.threadIdx.x * wide_group + j % wide_group

    @device_function
    def clear(sums: Array) -> None:
        for i in range(high):
            for j in range(wide):
                sums[i, j] = 0

    @device_function
    def add_term(left: Array, right: Array, k: int, sums: Array) -> None:
        for i in range(high):
            for j in range(wide):
                sums[i, j] += left[k, row(i)] * right[k, column(j)]

    add_terms, terms = add_term, 1
    while unrolled and terms < DEPTH:
        add_terms, terms = _twice(add_terms, terms), 2 * terms

    @device_function
    def add_products(left: Array, right: Array, sums: Array) -> None:
        for k in range(0, DEPTH, terms):
            add_terms(left, right, k, sums)

    return TileFunctions(clear, add_products, row, column)


def _twice(add_terms: Callable[..., None], terms: int) -> Callable[..., None]:
    """The device function for twice as many terms."""

    @device_function
    def add_more_terms(left: Array, right: Array, k: int, sums: Array) -> None:
        add_terms(left, right, k, sums)
        add_terms(left, right, k + terms, sums)

    return add_more_terms
