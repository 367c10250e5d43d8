"""The one place where CUDA kernels are compiled: at their first launch, for the types of their arguments.

A *kernel* is a function that a whole grid of threads runs at once; each thread asks `cuda.threadIdx` and
`cuda.blockIdx` which one it is and chooses its share of the work by that. A *device function* is what kernels call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, ParamSpec, TypeVar, cast

from numba import cuda

from tuitrainer.kernels.cache import cache_in_force

P = ParamSpec("P")
R = TypeVar("R")

_OPTIONS: Mapping[str, Any] = {"fastmath": False}
"""Not faster than written, but for a * b + c in one rounding: nan and inf stay what they are, so that a loss that
diverged is seen, and equal seeds give equal losses.
"""


def _settings() -> ModuleType:
    """Numba's settings, those of numba-cuda where it is installed.

    What it would warn of at every launch, that a grid is too small to keep a whole GPU busy, is no news for small
    networks.
    """
    try:
        from numba.cuda.core import config as settings  # noqa: PLC0415 Numba without numba-cuda has no such module
    except ImportError:
        from numba.core import config as settings  # noqa: PLC0415
    settings.CUDA_LOW_OCCUPANCY_WARNINGS = 0
    directory = cache_in_force()
    if directory is not None:
        settings.CACHE_DIR = str(directory)
    return cast(ModuleType, settings)


config: Any = _settings()


def kernel(function: Callable[P, None]) -> Callable[P, None]:
    """For `launch` and `for_each` alone: a kernel can't be called like a function.

    The compiled code is kept in the folder that `prepare_cache` chose before the module was imported, else nowhere.
    """
    dispatcher: Any = cuda.jit(**_OPTIONS)(function)
    if cache_in_force() is not None and not config.ENABLE_CUDASIM:
        from tuitrainer.kernels.cuda._cache import keep  # noqa: PLC0415 the simulator has no cache

        keep(dispatcher)
    return cast(Callable[P, None], dispatcher)


def device_function(function: Callable[P, R]) -> Callable[P, R]:
    """Compiled into each kernel that calls it.

    One that has shared memory of its own is called by kernels and by no other device function: a kernel that came to it
    on two ways would have that memory twice, under one name, and NVIDIA's compiler refuses it ("invalid IR").
    On the simulator, one that waits (`syncthreads`) or asks for its thread must stand in the file of its kernel or end
    with `syncthreads`: numba lends it the simulated `cuda` only until the first thread has left it.
    """
    return cast(Callable[P, R], cuda.jit(device=True, **_OPTIONS)(function))
