"""The one place where kernels are compiled: what `kernel` decorates becomes machine code at its first call."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numba
from numba.core.caching import FunctionCache

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cache import cache_in_force

P = ParamSpec("P")
R = TypeVar("R")

_FAST_MATH = {"contract", "nsz"}
"""What may be calculated faster than written: a * b + c in one rounding, and no care for the sign of zero.

Not more: sums stay in the order of the source, so that they are the same on every width of vector, and nan and inf
stay what they are, so that a loss that diverged is seen.
"""


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile `function` for the types of its arguments when it is first called with them.

    It runs without the GIL, so that a display beside it stays alive; a division by zero gives inf or nan as in NumPy.
    Compiled code is kept in the cache that `prepare_cache` prepared before this module was imported, else nowhere.
    """
    dispatcher = numba.njit(nogil=True, error_model="numpy", fastmath=_FAST_MATH, no_cfunc_wrapper=True)(function)
    if cache_in_force() is not None:
        dispatcher._cache = _ForgivingCache(function)
    return cast(Callable[P, R], dispatcher)


class _ForgivingCache(FunctionCache):  # type: ignore[misc]  # Numba has no types
    """Numba's cache on disk, which may fail: a disk that is full by now or a damaged file never stops training."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # noqa: BLE001 a damaged file fails in many ways while it is read; each means: compile again
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        with contextlib.suppress(OSError):
            super().save_overload(sig, data)


def one_type(x: Array) -> Array:
    """`x`, or a copy that may be written to.

    To Numba an array that is read-only is of another type, for which every kernel would be compiled once more.
    """
    return x if x.flags.writeable else x.copy()
