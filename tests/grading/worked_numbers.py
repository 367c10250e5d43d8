"""Numbers as statements print them."""

from __future__ import annotations

from typing import Any

import numpy as np


def fixed(values: Any, digits: int) -> list[str]:
    """Every number of an array with so many digits after the point."""
    return [f"{value:.{digits}f}" for value in np.asarray(values, dtype=float).ravel()]


def short(values: Any) -> list[str]:
    """Every number of an array with as few digits as it needs."""
    return [f"{value:g}" for value in np.asarray(values, dtype=float).ravel()]
