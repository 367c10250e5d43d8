"""Arrays on a backend: workspaces that every step reuses, and the way in for values from the host."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Array, Backend


class Workspace:
    """A batch-first array that grows when a larger batch comes and lends a view of its first rows to a smaller one."""

    def __init__(self, backend: Backend, shape: tuple[int, ...], dtype: npt.DTypeLike) -> None:
        """`shape` is that of one row."""
        self._backend = backend
        self._shape = shape
        self._dtype = np.dtype(dtype)
        self._array: Array | None = None
        self._view: Array | None = None

    def rows(self, count: int) -> Array:
        """An array (count, *shape) with whatever is left in it; the same memory until a larger `count` comes."""
        if self._view is not None and self._view.shape[0] == count:
            return self._view
        if self._array is None or self._array.shape[0] < count:
            self._array = self._backend.empty((count, *self._shape), self._dtype)
        self._view = self._array[:count]
        return self._view


def as_rows(x: Array) -> Array:
    """A view (rows, last axis) of an array of two or more axes."""
    return x if x.ndim == 2 else x.reshape(-1, x.shape[-1])


def copy_into(backend: Backend, values: npt.NDArray[Any], out: Array) -> None:
    """out = values, converted to its dtype; `values` is a host array of the same shape."""
    copy_array(backend, backend.from_numpy(as_floats(values, out.dtype)), out)


def copy_array(backend: Backend, x: Array, out: Array) -> None:
    """out = x, both the backend's own arrays of one shape."""
    # The linear activation is the copy among the verbs, and works wherever the two live.
    backend.activation("linear", x.reshape(1, -1), out.reshape(1, -1))


def clear(backend: Backend, out: Array) -> None:
    """out = 0, whatever was in it."""
    copy_into(backend, np.zeros(out.shape, out.dtype), out)


def as_floats(values: npt.NDArray[Any], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """`values` contiguous and in `dtype`, the same object where it is so already; what is too large becomes inf."""
    if values.dtype == dtype:
        return np.ascontiguousarray(values)
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(values, dtype)
