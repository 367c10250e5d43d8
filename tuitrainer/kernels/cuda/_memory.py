"""Memory of the device, and what is said when there is no more of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from numba import cuda

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._recorder import spoil_recording

OUT_OF_MEMORY = 2
"""CUDA_ERROR_OUT_OF_MEMORY."""
UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


def allocate(shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
    """Raises UserError where the device has no room for it."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    return _with_room(size, lambda: cuda.device_array(shape, np.dtype(dtype)))


def upload(values: npt.NDArray[Any]) -> Array:
    """A copy on the device of a C-contiguous array. Raises UserError where the device has no room for it."""
    return _with_room(values.nbytes, lambda: cuda.to_device(values))


def to_host(values: Array) -> Array:
    """A copy on the host. Waits until the kernels that were launched have written it, so no recorded step may ask."""
    spoil_recording()
    return cast(Array, values.copy_to_host())  # type: ignore[attr-defined]  # a device array


def _with_room(size: int, make: Callable[[], Any]) -> Array:
    try:
        return cast(Array, make())
    except Exception as error:
        if getattr(error, "code", None) != OUT_OF_MEMORY and not isinstance(error, MemoryError):
            raise
        free, total = cuda.current_context().get_memory_info()
        message = _(
            "the GPU has no room for another {size}: {free} of {total} are free; lower the batch size, the network or "
            "the amount of data"
        ).format(size=readable(size), free=readable(free), total=readable(total))
        raise UserError(Problem(message, "backend")) from error


def readable(size: int) -> str:
    """A size in bytes as people say it."""
    unit = min(max(size, 1).bit_length() // 10, len(UNITS) - 1)
    return f"{size / 1024**unit:.{1 if unit else 0}f} {UNITS[unit]}"
