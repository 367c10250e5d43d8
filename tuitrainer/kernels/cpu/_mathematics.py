"""e^x and what is made of it, in plain arithmetic: a loop over these becomes SIMD code, a loop over calls of the C
library does not (measured: 7 times slower for e^x, 70 for tanh).

Those that end in `_single` calculate in float32, good to 3e-7 relative, the others in float64, good to 1e-13: a vector
holds twice as many float32, and a shorter series is enough for them (measured: three times as fast). `precise_...`
takes the one that fits the type of its argument.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numba import types
from numba.extending import overload

from tuitrainer.kernels.cpu._jit import kernel

_LOG2_E = 1 / math.log(2)
_LN_2 = math.log(2)
_C1, _C2, _C3, _C4, _C5, _C6, _C7, _C8, _C9, _C10, _C11, _C12 = (1 / math.factorial(k) for k in range(1, 13))


@kernel
def _split(x: float) -> tuple[float, float]:
    """The `power` of two nearest to e^x, and the `rest`: e^x = power * (1 + rest).

    With n = x / ln 2 rounded and r = x - n ln 2, e^x = 2^n e^r. Taylor's series of e^r - 1 to degree 12 misses at most
    2e-16, because |r| <= ln(2) / 2. A float64 of value 2^n is the number whose exponent bits are n + 1023: built
    directly, with n = -1023 giving 0 and n = 1024 infinity. (Comparisons keep nan, which must come out as nan.)
    """
    bounded = -709.0 if x < -709.0 else 710.0 if x > 710.0 else np.float64(x)
    n = np.floor(bounded * _LOG2_E + 0.5)
    r = bounded - n * _LN_2
    series = _C8 + r * (_C9 + r * (_C10 + r * (_C11 + r * _C12)))
    series = _C1 + r * (_C2 + r * (_C3 + r * (_C4 + r * (_C5 + r * (_C6 + r * (_C7 + r * series))))))
    exponent = np.int64(np.int32(n)) + 1023  # int32 first: older processors convert no vector of floats to int64
    return np.int64(exponent << 52).view(np.float64), r * series


@kernel
def exponential(x: float) -> float:
    power, rest = _split(x)
    return power * (1 + rest)


@kernel
def exponential_minus_one(x: float) -> float:
    """e^x - 1 without losing the digits of a small x."""
    power, rest = _split(x)
    return power * rest + (power - 1)


@kernel
def tanh(x: float) -> float:
    """tanh |x| = (1 - e^-2|x|) / (1 + e^-2|x|), and the sign of x."""
    t = exponential_minus_one(-2.0 * abs(x))
    size = -t / (2 + t)
    return -size if x < 0 else size


@kernel
def sigmoid(x: float) -> float:
    """1 / (1 + e^-x), or the same written e^x / (1 + e^x): only the power that can't overflow is taken."""
    small = exponential(-abs(x))
    return (small if x < 0 else 1.0) / (1 + small)


@kernel
def softplus(x: float) -> float:
    """log(1 + e^x) = max(x, 0) + log(1 + e^-|x|); the logarithm is the C library's."""
    return (0.0 if x <= 0 else np.float64(x)) + math.log1p(exponential(-abs(x)))


@kernel
def normal_distribution(x: float) -> float:
    """The probability that a standard normal variable is below x."""
    return 0.5 * math.erfc(-x * math.sqrt(0.5))


def _single(value: float) -> float:
    return cast(float, np.float32(value))


_HIGH_LN_2, _LOW_LN_2, _LOG2_E_SINGLE = _single(0.693359375), _single(_LN_2 - 0.693359375), _single(_LOG2_E)
_S1, _S2, _S3, _S4, _S5, _S6, _S7 = (_single(1 / math.factorial(k)) for k in range(1, 8))
_ZERO, _HALF, _ONE, _TWO = _single(0), _single(0.5), _single(1), _single(2)
_LOWEST, _HIGHEST = _single(-87.3), _single(89)


@kernel
def _split_single(x: float) -> tuple[float, float]:
    """`_split` in float32, with half of the power, as the whole one may be too large for a result that is not.

    ln 2 is taken off in two parts, of which the first has so few digits that n times it is exact (Cody and Waite,
    "Software manual for the elementary functions", 1980).
    """
    bounded = _LOWEST if x < _LOWEST else _HIGHEST if x > _HIGHEST else x
    n = np.floor(bounded * _LOG2_E_SINGLE + _HALF)
    r = bounded - n * _HIGH_LN_2 - n * _LOW_LN_2
    series = _S1 + r * (_S2 + r * (_S3 + r * (_S4 + r * (_S5 + r * (_S6 + r * _S7)))))
    exponent = np.int32(np.int32(n) + np.int32(126))
    half: Any = np.int32(exponent << np.int32(23)).view(np.float32)
    return half, r * series


@kernel
def exponential_single(x: float) -> float:
    half, rest = _split_single(x)
    return half * (_TWO + _TWO * rest)


@kernel
def tanh_single(x: float) -> float:
    half, rest = _split_single(-_TWO * abs(x))
    power = _TWO * half
    t = power * rest + (power - _ONE)
    size = -t / (_TWO + t)
    return -size if x < _ZERO else size


@kernel
def sigmoid_single(x: float) -> float:
    small = exponential_single(-abs(x))
    return (small if x < _ZERO else _ONE) / (_ONE + small)


def precise_exponential(x: float) -> float:
    """e^x in the precision of x; for kernels only, as the other two."""
    raise NotImplementedError


def precise_tanh(x: float) -> float:
    raise NotImplementedError


def precise_sigmoid(x: float) -> float:
    raise NotImplementedError


def _by_precision(single: Callable[[float], float], double: Callable[[float], float]) -> Callable[[Any], Any]:
    """What Numba asks when it compiles a call: the function for the type of the argument."""

    def choose(x):  # type: ignore[no-untyped-def]  # Numba compares the two signatures, annotations included
        chosen = single if x == types.float32 else double

        def implementation(x):  # type: ignore[no-untyped-def]
            return chosen(x)

        return implementation

    return choose


overload(precise_exponential)(_by_precision(exponential_single, exponential))
overload(precise_tanh)(_by_precision(tanh_single, tanh))
overload(precise_sigmoid)(_by_precision(sigmoid_single, sigmoid))
