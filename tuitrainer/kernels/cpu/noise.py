"""What is random while training: the same draws as the reference's, bit for bit, in SIMD code.

Numba makes 64 bits of the product of two numbers of 32, and processors multiply those one by one or slowly; only what
NumPy's own functions return stays as narrow as its arguments (measured: 3.5 times as fast for a whole dropout).
"""

from __future__ import annotations

import math

import numpy as np

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cpu._jit import kernel
from tuitrainer.kernels.reference import noise as reference

MULTIPLIER_1, MULTIPLIER_2 = np.uint32(reference.MULTIPLIER_1), np.uint32(reference.MULTIPLIER_2)
START = np.uint32(reference.START)
BITS_13, BITS_16 = np.uint32(13), np.uint32(16)

LOG_2 = math.log(2)
TURN = 2 * math.pi
_S3, _S5, _S7, _S9, _S11, _S13, _S15, _S17, _S19, _S21 = (
    (1 if k % 2 == 0 else -1) / math.factorial(2 * k + 1) for k in range(1, 11)
)
EXPONENT_OF_ONE = 1023 << 52
"""The bits of the float64 1.0: exponent 0, which is stored as 1023, and no digit after the point."""
DIGITS = (1 << 52) - 1
"""The bits of a float64 that hold the digits after the point."""


def dropout(x: Array, rate: float, key: Array, out: Array) -> None:
    if out is not x:
        np.copyto(out, x)
    drop(*low_and_high(key), np.uint32(reference.threshold(rate)), out.dtype.type(1 / (1 - rate)), out.reshape(-1))


def gaussian_noise(x: Array, deviation: float, key: Array, out: Array) -> None:
    if out is not x:
        np.copyto(out, x)
    add_normal(*low_and_high(key), float(deviation), out.reshape(-1))


def low_and_high(key: Array) -> tuple[np.uint32, np.uint32]:
    """The two halves of a key."""
    number = int(key[0])
    return np.uint32(number % 2**32), np.uint32(number >> 32)


@kernel
def drop(low: np.uint32, high: np.uint32, threshold: np.uint32, factor: float, out: Array) -> None:
    """out *= factor where the draw reaches the threshold, else 0.

    In place: with two parameters for the same array, the compiled code would take the slow way.
    """
    zero = out.dtype.type(0)
    first, second = halves(low, high)
    for i in range(out.size):
        value = out[i] * factor
        out[i] = value if draw(np.uint32(i), first, second) >= threshold else zero


@kernel
def add_normal(low: np.uint32, high: np.uint32, deviation: float, out: Array) -> None:
    first, second = halves(low, high)
    for i in range(out.size):
        u = draw(np.uint32(2 * i), first, second) + 1.0
        v = draw(np.uint32(2 * i + 1), first, second) * 2.0**-32
        out[i] = out[i] + deviation * np.sqrt(-2 * logarithm_of_share(u)) * cosine_of_turn(v)


@kernel
def halves(low: np.uint32, high: np.uint32) -> tuple[np.uint32, np.uint32]:
    """What `draw` needs of a key: as in the reference."""
    first = mix(np.add(low, START))
    return first, mix(np.add(high, first))


@kernel
def draw(index: np.uint32, first: np.uint32, second: np.uint32) -> np.uint32:
    return mix(np.add(mix(np.bitwise_xor(index, first)), second))


@kernel
def mix(x: np.uint32) -> np.uint32:
    x = np.bitwise_xor(x, np.right_shift(x, BITS_16))
    x = np.multiply(x, MULTIPLIER_1)
    x = np.bitwise_xor(x, np.right_shift(x, BITS_13))
    x = np.multiply(x, MULTIPLIER_2)
    x = np.bitwise_xor(x, np.right_shift(x, BITS_16))
    return x  # noqa: RET504 - as the assignment tells mypy, it is still a uint32


@kernel
def logarithm_of_share(x: float) -> float:
    """log(x / 2**32) for a float64 x from 1 to 2**32.

    x = 2^e m, with m between sqrt(1/2) and sqrt(2), is read off its bits. With s = (m - 1) / (m + 1) the logarithm of m
    is 2 (s + s^3/3 + s^5/5 + ...), where |s| < 0.172: ten terms miss 1e-16 of it.
    """
    bits = np.float64(x).view(np.int64)
    e = np.float64(np.int32(bits >> 52) - 1023)
    m = np.int64((bits & DIGITS) | EXPONENT_OF_ONE).view(np.float64)
    large = m > math.sqrt(2)
    e, m = (e + 1, 0.5 * m) if large else (e, m)
    s = (m - 1) / (m + 1)
    q = s * s
    series = 1 / 11 + q * (1 / 13 + q * (1 / 15 + q * (1 / 17 + q * (1 / 19))))
    series = 1 + q * (1 / 3 + q * (1 / 5 + q * (1 / 7 + q * (1 / 9 + q * series))))
    return (e - 32) * LOG_2 + 2 * s * series


@kernel
def cosine_of_turn(v: float) -> float:
    """cos(2 pi v) for v from 0 to 1.

    It is -sin(2 pi (1/4 - |v - 1/2|)), and there the angle is at most a quarter turn: Taylor's series to degree 21
    misses 1e-15.
    """
    angle = TURN * (abs(v - 0.5) - 0.25)
    q = angle * angle
    series = _S11 + q * (_S13 + q * (_S15 + q * (_S17 + q * (_S19 + q * _S21))))
    return angle * (1 + q * (_S3 + q * (_S5 + q * (_S7 + q * (_S9 + q * series)))))
