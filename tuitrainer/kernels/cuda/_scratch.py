"""Memory that a verb needs while it runs, kept for the next time: to ask the device for memory costs more than most
kernels, and may wait until all of them have ended.
"""

from __future__ import annotations

import threading
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._memory import allocate
from tuitrainer.kernels.cuda._recorder import current_recorder

SLOTS_KEPT = 64


def scratch(slot: str, size: int, dtype: npt.DTypeLike) -> Array:
    """A flat array of `size` numbers with whatever is left in it; two that are needed at once take different slots.

    It is good until the next call with the same slot. Kernels run one after the other, so the next verb may overwrite
    it without waiting; only another thread may not, and has its own, as has each recorded step.
    """
    largest, dtype = 1 << max(size - 1, 0).bit_length(), np.dtype(dtype)
    recorder = current_recorder()
    if recorder is None:
        return _allocated(slot, largest, dtype, threading.get_ident())[:size]
    key = slot, largest, dtype
    if key not in recorder.memory:
        recorder.memory[key] = allocate((largest,), dtype)
    return recorder.memory[key][:size]


@lru_cache(maxsize=SLOTS_KEPT)
def _allocated(slot: str, size: int, dtype: np.dtype[np.generic], thread: int) -> Array:  # noqa: ARG001 they tell apart
    return allocate((size,), dtype)
