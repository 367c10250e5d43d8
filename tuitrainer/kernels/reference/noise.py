"""What is random while training: dropout and noise, calculated from a key and the place in the array alone.

A draw is a number from 0 to 2**32 - 1 that depends on no other draw. So any part of an array can be calculated anywhere
and in any order, and the way back makes the same draws again from the same key instead of reading stored ones.

What makes numbers look random is the last part of MurmurHash3 (Austin Appleby, 2011): each bit of the input changes
each bit of the output in about half of all cases.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Array

Draws = npt.NDArray[np.uint32]

MULTIPLIER_1, MULTIPLIER_2 = 0x85EBCA6B, 0xC2B2AE35
"""Appleby's."""
START = 0x9E3779B9
"""2**32 divided by the golden ratio: without it key 0 would give 0 as its first draw, because mix(0) is 0."""


@np.errstate(all="ignore")
def dropout(x: Array, rate: float, key: Array, out: Array) -> None:
    """Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting" (2014), section 4; what
    is kept is divided by its share, so that the mean stays and nothing need be changed after training (section 10).
    """
    kept = draws(np.arange(x.size, dtype=np.uint32), int(key[0])).reshape(x.shape) >= threshold(rate)
    out[...] = np.where(kept, x * (1 / (1 - rate)), 0)


@np.errstate(all="ignore")
def gaussian_noise(x: Array, deviation: float, key: Array, out: Array) -> None:
    """Box and Muller, "A note on the generation of random normal deviates" (1958): with u and v uniform from 0 to 1,
    sqrt(-2 log u) cos(2 pi v) is standard normal. Entry i takes draws 2i for u, which must not be 0, and 2i + 1 for v.
    """
    u = (draws(np.arange(0, 2 * x.size, 2, dtype=np.uint32), int(key[0])) + 1.0) / 2**32
    v = draws(np.arange(1, 2 * x.size, 2, dtype=np.uint32), int(key[0])) / 2**32
    normal = np.sqrt(-2 * np.log(u)) * np.cos(2 * np.pi * v)
    out[...] = x + deviation * normal.reshape(x.shape)


def draws(indices: Draws, key: int) -> Draws:
    """The draws of these numbers; a key has 2**32 of them, each value once.

    The place is hashed twice, with something of the key in front of each: hashed once, the draws of some keys would be
    those of others some places further on.
    """
    low, high = (np.array([half], np.uint32) for half in (key % 2**32, key >> 32))
    first = mix(low + np.uint32(START))
    second = mix(high + first)
    return mix(mix(indices ^ first) + second)


def mix(x: Draws) -> Draws:
    """The end of MurmurHash3, called fmix32 there; one to one, modulo 2**32."""
    x = x ^ (x >> np.uint32(16))
    x = x * np.uint32(MULTIPLIER_1)
    x = x ^ (x >> np.uint32(13))
    x = x * np.uint32(MULTIPLIER_2)
    return x ^ (x >> np.uint32(16))


def threshold(rate: float) -> int:
    """The smallest draw that is kept: as many of all 2**32 draws are below it as `rate` says, but never all."""
    return min(math.ceil(rate * 2**32), 2**32 - 1)
