"""Where values live, and how they come and go."""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
Indices: TypeAlias = npt.NDArray[np.int64]


class ArrayVerbs(Protocol):
    def empty(self, shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
        """An array whose values are still to be written."""

    def from_numpy(self, values: Array, copy: bool = True) -> Array:
        """A copy for this backend, C-contiguous; the caller's array is never changed through it.

        Without `copy`, for values that are only read, it may be the caller's own memory.
        """

    def to_numpy(self, values: Array) -> Array:
        """A copy for the world outside; it stays as it is while training goes on."""

    def add(self, x: Array, out: Array) -> None:
        """out += x, for gradients that accumulate and for branches that meet again; both of one shape."""

    def add_bias(self, bias: Array, out: Array) -> None:
        """out += bias; bias (C,), out (..., C)."""

    def gather(self, x: Array, rows: Indices, out: Array) -> None:
        """out[i] = x[rows[i]]; x (M, ...), rows (N,) from 0 to M - 1 (the caller has checked), out (N, ...)."""

    def scatter(self, x: Array, rows: Indices, out: Array) -> None:
        """out[rows[i]] = x[i]; x (N, ...), rows (N,) different numbers from 0 to M - 1, out (M, ...)."""

    def copy_columns(self, x: Array, start: int, out: Array) -> None:
        """out = the columns of x from `start` on; x (N, A), out (N, B), start + B <= A."""

    def set_columns(self, x: Array, start: int, out: Array) -> None:
        """The columns of out from `start` on = x; x (N, B), out (N, A), start + B <= A."""
