"""How many threads run a kernel. Everything is launched on one stream: kernels run in the order of their launches, and
nobody waits for them until a number is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import config
from tuitrainer.kernels.cuda._recorder import Launch, current_recorder

SIMULATED = bool(config.ENABLE_CUDASIM)
"""Whether threads are Python's, on Numba's simulator: a thousand times slower, so the sizes below are small there."""

THREADS = 4 if SIMULATED else 256
"""In a block that works on a flat array; a power of two, because `_reduce` halves it."""
LANES = 2 if SIMULATED else 32
"""Threads that work on one row together; on a device those of a warp, which read 32 neighbours in one access."""
ROWS = THREADS // LANES
"""Rows that a block of LANES x ROWS threads works on."""
MOST_BLOCKS = 2 if SIMULATED else 1024
"""More are not launched for a flat array: each thread takes several elements instead (not measured)."""

ENOUGH_BLOCKS = 4 if SIMULATED else 128
"""A GPU has about a hundred multiprocessors, each of which wants a block. Work that would come as fewer large blocks
is cut into smaller ones (not measured)."""


def launch(
    kernel: Callable[..., None], blocks: int | tuple[int, ...], threads: int | tuple[int, ...], *arguments: Any
) -> None:
    """Run `kernel` on a grid of so many blocks of so many threads; returns before it has run."""
    launched = Launch(kernel, blocks, threads, arguments)
    launched.run()
    recorder = current_recorder()
    if recorder is not None:
        recorder.launches.append(launched)


def for_each(kernel: Callable[..., None], count: int, *arguments: Any) -> None:
    """Run a kernel that loops over `count` elements: from `cuda.grid(1)` on in steps of `cuda.gridsize(1)`."""
    if count:
        launch(kernel, blocks_for(count), THREADS, *arguments)


def for_each_row(kernel: Callable[..., None], rows: int, *arguments: Any) -> None:
    """Run a kernel whose blocks of (LANES, ROWS) threads work on ROWS rows at a time, a grid further on each time.

    Each row is that of one `cuda.threadIdx.y`. All threads of a block must loop equally often, also those without a
    row: they wait for each other in the reductions.
    """
    if rows:
        launch(kernel, blocks_for(rows, ROWS), (LANES, ROWS), *arguments)


def blocks_for(count: int, per_block: int = THREADS) -> int:
    """Blocks for `count` elements, `per_block` each at a time; at most MOST_BLOCKS."""
    return min(-(-count // per_block), MOST_BLOCKS)


def number_like(x: Array, value: float) -> Any:
    """`value` in the type of `x`: a float64 among float32 would make a kernel calculate in float64, far more slowly."""
    with np.errstate(over="ignore"):
        return x.dtype.type(value)


def flat(x: Array) -> Array:
    """A view of all elements in one row."""
    return x.reshape(x.size)
