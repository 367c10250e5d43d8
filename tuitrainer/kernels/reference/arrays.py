"""Where values live: in NumPy arrays of this process."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Array, Indices


def empty(shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
    """An array whose values are still to be written."""
    return np.empty(shape, dtype)


def from_numpy(values: Array, copy: bool = True) -> Array:
    """A copy for this backend, C-contiguous; the caller's array is never changed through it."""
    return np.array(values, order="C") if copy else np.ascontiguousarray(values)


def to_numpy(values: Array) -> Array:
    """A copy for the world outside; it stays as it is while training goes on."""
    return np.array(values, order="C")


@np.errstate(all="ignore")
def add(x: Array, out: Array) -> None:
    out += x


@np.errstate(all="ignore")
def add_bias(bias: Array, out: Array) -> None:
    out += bias


def gather(x: Array, rows: Indices, out: Array) -> None:
    out[...] = x[rows]


def scatter(x: Array, rows: Indices, out: Array) -> None:
    out[rows] = x


def copy_columns(x: Array, start: int, out: Array) -> None:
    out[...] = x[:, start : start + out.shape[1]]


def set_columns(x: Array, start: int, out: Array) -> None:
    out[:, start : start + x.shape[1]] = x
