"""Numbers as they are written on the screen, the same in every language."""

from __future__ import annotations

import math


def count(number: float) -> str:
    """A count, digits in groups of three held together by no-break spaces: "12 345"."""
    if not math.isfinite(number):
        return short(number)
    return f"{round(number):,}".replace(",", "\u00a0")


def short(number: float) -> str:
    """At most four significant digits: "0.05", "1.2e-05", "NaN", "∞"."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "∞" if number > 0 else "-∞"
    return f"{number:.4g}"


def percentage(share: float) -> str:
    """A share from 0 to 1 with one decimal: "97.5 %"."""
    return f"{100 * share:.1f}\u00a0%" if math.isfinite(share) else short(share)


def scientific(number: float) -> str:
    """Two digits and a power of ten: "1.2e-03"."""
    return f"{number:.1e}" if math.isfinite(number) else short(number)
