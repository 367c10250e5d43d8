"""Where values live: in NumPy arrays of this process."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Array, Indices


def empty(shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
    return np.empty(shape, dtype)


def from_numpy(values: Array, copy: bool = True) -> Array:
    return np.array(values, order="C") if copy else np.ascontiguousarray(values)


def to_numpy(values: Array) -> Array:
    return np.array(values, order="C")


def add(x: Array, out: Array) -> None:
    """NumPy's own loop: it already adds as fast as memory delivers, so there is nothing to compile."""
    with np.errstate(all="ignore"):
        np.add(x, out, out)


def add_bias(bias: Array, out: Array) -> None:
    with np.errstate(all="ignore"):
        np.add(out, bias, out)


def gather(x: Array, rows: Indices, out: Array) -> None:
    np.take(x, rows, axis=0, out=out, mode="clip")  # the mode without a buffer; the caller has checked the rows


def scatter(x: Array, rows: Indices, out: Array) -> None:
    out[rows] = x


def copy_columns(x: Array, start: int, out: Array) -> None:
    np.copyto(out, x[:, start : start + out.shape[1]])


def set_columns(x: Array, start: int, out: Array) -> None:
    np.copyto(out[:, start : start + x.shape[1]], x)
