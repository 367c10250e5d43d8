"""Compiled kernels kept on disk, so that the next start need not wait for them (some seconds each)."""

from __future__ import annotations

import contextlib
from typing import Any

from numba.cuda.dispatcher import CUDACache


class _ForgivingCache(CUDACache):  # type: ignore[misc]  # Numba is untyped
    """Numba's cache on disk, which may fail: a disk that is full by now or a damaged file never stops training."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # noqa: BLE001 a damaged file fails in many ways while it is read; each means: compile again
            with contextlib.suppress(Exception):
                self.flush()  # else the damaged index is in the way of the new one
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        with contextlib.suppress(Exception):  # what can't be kept is compiled again
            super().save_overload(sig, data)


def keep(dispatcher: Any) -> None:
    """What Numba's `cache=True` does, with a cache that forgives."""
    with contextlib.suppress(Exception):  # the folder was taken away, and Numba found no other
        dispatcher._cache = _ForgivingCache(dispatcher.py_func)
