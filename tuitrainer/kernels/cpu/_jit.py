"""The one place where kernels are compiled: what `kernel` decorates becomes machine code at its first call."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
from numba.core.caching import FunctionCache

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cache import cache_in_force

P = ParamSpec("P")
R = TypeVar("R")

_OPTIONS: Mapping[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"contract", "nsz"},
    "no_cfunc_wrapper": True,
}
"""Without the GIL, so that a display beside a kernel stays alive; a division by zero gives inf or nan as in NumPy; no
entry for C, which nobody calls.

Faster than written may be calculated only a * b + c, in one rounding, and zero without care for its sign. Not more:
sums stay in the order of the source, the same on every width of vector, and nan and inf stay what they are, so that a
loss that diverged is seen.
"""


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile `function` for the types of its arguments when it is first called with them.

    The compiled code is kept in the folder that `prepare_cache` chose before the module was imported, else nowhere.
    """
    return _compiled(function, _OPTIONS)


def reducing_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """The same for a sum or a maximum over one short row, whose order may be changed so that vectors can be used.

    The result is the same in every call, but not the one that the order of the source gives. nan may be lost.
    """
    return _compiled(function, {**_OPTIONS, "fastmath": {"contract", "nsz", "reassoc", "nnan"}})


def parallel_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """The same for a function whose loops over `prange` are shared out to threads.

    Starting and joining threads takes about 10 microseconds: worth it only for more work than that.
    """
    return _compiled(function, {**_OPTIONS, "parallel": True})


def _compiled(function: Callable[P, R], options: Mapping[str, Any]) -> Callable[P, R]:
    dispatcher: Any = numba.njit(**options)(function)
    directory = cache_in_force()
    if directory is not None:
        _keep(dispatcher, directory)
    return cast(Callable[P, R], dispatcher)


def _keep(dispatcher: Any, directory: Path) -> None:
    """What Numba's `cache=True` does, with a cache that forgives and in no other folder."""
    try:
        cache: Any = _ForgivingCache(dispatcher.py_func)  # type: ignore[no-untyped-call]
    except RuntimeError:  # the folder was taken away, and Numba found no other
        return
    if Path(cache.cache_path).is_relative_to(directory):
        dispatcher._cache = cache


class _ForgivingCache(FunctionCache):
    """Numba's cache on disk, which may fail: a disk that is full by now or a damaged file never stops training."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            return super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        except Exception:  # noqa: BLE001 a damaged file fails in many ways while it is read; each means: compile again
            with contextlib.suppress(OSError):
                self.flush()  # type: ignore[no-untyped-call]  # else the damaged index is in the way of the new one
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        with contextlib.suppress(OSError):
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]


def one_type(x: Array) -> Array:
    """`x`, or a copy that may be written to.

    To Numba an array that is read-only is of another type, for which every kernel would be compiled once more.
    """
    return x if x.flags.writeable else x.copy()
