"""Where an axis gets its ticks, and how they are written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
SUFFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
LONGEST = 7
"""Characters of a label at most."""


def linear_ticks(low: float, high: float, count: int) -> Values:
    """About `count` multiples of 1, 2 or 5 times a power of ten within [low, high], at most twice as many."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low or count < 1:
        return np.empty(0)
    rough = (high - low) / count
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * unit for factor in (1.0, 2.0, 5.0, 10.0) if factor * unit >= rough * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    if last - first > 2 * count or abs(first) > 1e15:  # the range is too small for its distance from 0
        return np.array([low, high])
    return np.arange(first, last + 1, dtype=np.float64) * step


def logarithmic_ticks(low: float, high: float, count: int) -> Values:
    """Exponents within [low, high] (both log10, from -300 to 300) of about `count` round numbers.

    Whole decades, every so many of them if there are more than `count`; 1, 2 and 5 in each if there are few, or even
    the ticks of a linear axis.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low or count < 1:
        return np.empty(0)
    every = max(1, math.ceil((high - low) / count))
    decades = every * np.arange(math.ceil(low / every - 1e-9), math.floor(high / every + 1e-9) + 1, dtype=np.float64)
    if every > 1:
        return decades
    if decades.size > 2 or decades.size == count:
        return decades
    whole = np.arange(math.floor(low), math.floor(high) + 1, dtype=np.float64)
    finer = np.add.outer(whole, np.log10([1.0, 2.0, 5.0])).ravel()
    finer = finer[(finer >= low - 1e-9) & (finer <= high + 1e-9)]
    if decades.size < finer.size <= 2 * count:
        return finer
    if max(decades.size, finer.size) < 2 and high - low < 2:
        return np.asarray(np.log10(linear_ticks(10.0**low, 10.0**high, count)))
    return decades


def tick_labels(ticks: Sequence[float] | Values) -> list[str]:
    """One short label for each tick of a linear axis, all to the same precision: 0.25, 1.5, 12k, 2e-4."""
    values = [float(tick) for tick in ticks]
    largest = max(map(abs, values), default=0.0)
    step = min((abs(b - a) for a, b in pairwise(values)), default=0.0) or largest
    return [_tick_label(value, step, largest) for value in values]


def logarithmic_label(exponent: float) -> str:
    """10**exponent, for the axis of a logarithm: 0.01, 1, 50, 1e-6, 1e12."""
    value = 10.0**exponent
    if -2.5 < exponent < 3.5:
        return f"{value:.4g}"
    mantissa, power = f"{value:.2e}".split("e")
    return f"{float(mantissa):g}e{int(power)}"


def short_number(value: float, digits: int = 3) -> str:
    """A number in at most `digits` + 6 characters, the same in every language: 0.0312, 1234, 12.5k, 1e-6."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "inf" if value > 0 else "-inf"
    if 999.5 <= abs(value) < 1e4:
        return f"{value:.0f}"
    if 1e4 <= abs(value) < 1e15:
        scale, suffix = _suffix(abs(value))
        return f"{float(f'{value / scale:.{digits}g}'):g}{suffix}"
    return _short_exponent(f"{value:.{digits}g}")


def _tick_label(value: float, step: float, largest: float) -> str:
    if abs(value) < step * 1e-6 or value == 0:
        return "0"
    scale, suffix = _suffix(largest) if 1e4 <= largest < 1e15 else (1.0, "")
    decimals = max(0, -math.floor(math.log10(step / scale) + 1e-9))
    if largest >= 1e-3 and largest < 1e15 and decimals < LONGEST:
        text = f"{value / scale:.{decimals}f}{suffix}"
        if len(text.lstrip("-")) <= LONGEST:
            return text
    places = math.floor(math.log10(abs(value)) + 1e-9) - math.floor(math.log10(step) + 1e-9)
    return _short_exponent(f"{value:.{min(max(places, 0), 3)}e}")


def _suffix(size: float) -> tuple[float, str]:
    return next(pair for pair in SUFFIXES if size >= pair[0])


def _short_exponent(text: str) -> str:
    mantissa, letter, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if letter else text
