"""Where values live: in NumPy arrays of this process."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Array


def empty(shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
    return np.empty(shape, dtype)


def from_numpy(values: Array) -> Array:
    return np.array(values, order="C")


def to_numpy(values: Array) -> Array:
    return np.array(values, order="C")


def add(x: Array, out: Array) -> None:
    """NumPy's own loop: it already adds as fast as memory delivers, so there is nothing to compile."""
    with np.errstate(all="ignore"):
        np.add(x, out, out)
