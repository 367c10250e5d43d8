"""What is random while training: the same draws as the reference's, bit for bit.

Every thread calculates the draw of its own element from the key and the element's number, so threads need no state and
no order: the reason why the generator is counter-based (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
2011).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import cuda, uint32, uint64

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import device_function, kernel
from tuitrainer.kernels.cuda._launch import flat, for_each, number_like
from tuitrainer.kernels.reference import noise as reference

MULTIPLIER_1, MULTIPLIER_2, START = reference.MULTIPLIER_1, reference.MULTIPLIER_2, reference.START
TURN = 2 * math.pi


def dropout(x: Array, rate: float, key: Array, out: Array) -> None:
    factor = number_like(out, 1 / (1 - rate))
    for_each(_drop, x.size, flat(x), np.uint32(reference.threshold(rate)), factor, key, flat(out))


def gaussian_noise(x: Array, deviation: float, key: Array, out: Array) -> None:
    for_each(_add_normal, x.size, flat(x), float(deviation), key, flat(out))


@device_function
def mix(x: Any) -> Any:
    """The end of MurmurHash3; each product is cut to 32 bits."""
    x = uint32(x ^ (x >> uint32(16)))
    x = uint32(x * uint32(MULTIPLIER_1))
    x = uint32(x ^ (x >> uint32(13)))
    x = uint32(x * uint32(MULTIPLIER_2))
    return uint32(x ^ (x >> uint32(16)))


@device_function
def halves(key: Array) -> tuple[Any, Any]:
    """The two numbers that `draw` needs of a key."""
    first = mix(uint32(uint32(key[0] & uint64(0xFFFFFFFF)) + uint32(START)))
    return first, mix(uint32(uint32(key[0] >> uint64(32)) + first))


@device_function
def draw(index: Any, first: Any, second: Any) -> Any:
    """The draw of that number, from 0 to 2**32 - 1."""
    return mix(uint32(mix(uint32(index) ^ first) + second))


@kernel
def _drop(x: Array, threshold: int, factor: Any, key: Array, out: Array) -> None:
    """Each thread keeps or drops one element at a time."""
    first, second = halves(key)
    for i in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        out[i] = x[i] * factor if draw(i, first, second) >= threshold else out.dtype.type(0)


@kernel
def _add_normal(x: Array, deviation: float, key: Array, out: Array) -> None:
    """Each thread adds noise to one element at a time, of two draws by Box and Muller; in float64."""
    first, second = halves(key)
    for i in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        u = (draw(2 * i, first, second) + 1.0) * 2.0**-32
        v = draw(2 * i + 1, first, second) * 2.0**-32
        out[i] = x[i] + deviation * (math.sqrt(-2.0 * math.log(u)) * math.cos(TURN * v))
