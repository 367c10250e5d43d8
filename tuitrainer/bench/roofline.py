"""What tuitrainer's own kernels reach at best in this process: the yardstick for every workload.

A workload is mostly matrix products, so none can be trained faster than its multiplications take at the rate of the
fastest product (Williams, Waterman and Patterson, "Roofline: an insightful visual performance model", 2009). Unlike a
ratio to another library, the share of it that is reached means the same on every machine.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tuitrainer.base.machine import peak_of_gpu
from tuitrainer.bench.implementations.own_network import own_backend
from tuitrainer.kernels.backend import Backend

SIZES = (96, 128, 192, 256, 384, 512)
"""Of square matrices; three of them take 0.1 to 3 MB, so that some fit the second-level caches of one core or more."""
LARGE = 2**23
"""Entries of each array for the bandwidth: 32 MiB, more than most caches hold of one core."""
SECONDS = 0.05
"""How long each size is tried."""


@dataclass(frozen=True, slots=True)
class Roofline:
    gigaflops: float
    """Of the fastest product of two float32 matrices; a multiplication and an addition count as two."""
    gigabytes_per_second: float
    """Read and written while one large array is added to another."""


def measure_roofline(threads: int) -> Roofline:
    """Takes a second or so, besides compiling the product."""
    backend = own_backend(threads)
    return Roofline(max(_product(backend, size) for size in SIZES), _bandwidth(backend))


def roofline_of_gpu() -> Roofline:
    """What the first GPU could do by its data sheet, as the driver tells it: nothing is measured."""
    peak = peak_of_gpu()
    if peak is None:
        raise RuntimeError("the driver does not tell what this GPU can do")
    return Roofline(peak.gigaflops, peak.gigabytes_per_second)


def _product(backend: Backend, size: int) -> float:
    """GFLOP/s."""
    random = np.random.Generator(np.random.Philox(size))
    x = random.standard_normal((size, size), np.float32)
    weights = random.standard_normal((size, size), np.float32)
    out = np.empty_like(x)
    return 2 * size**3 / _shortest(lambda: backend.dense_forward(x, weights, None, "linear", out)) / 1e9


def _bandwidth(backend: Backend) -> float:
    """GB/s: two arrays are read, one is written."""
    x, out = np.ones(LARGE, np.float32), np.zeros(LARGE, np.float32)
    return 3 * x.nbytes / _shortest(lambda: backend.add(x, out)) / 1e9


def _shortest(call: Callable[[], object]) -> float:
    """Seconds of the fastest call: whatever else the machine does only makes one slower."""
    call()
    shortest, ends = math.inf, time.perf_counter() + SECONDS
    while (started := time.perf_counter()) < ends:
        call()
        shortest = min(shortest, time.perf_counter() - started)
    return shortest
