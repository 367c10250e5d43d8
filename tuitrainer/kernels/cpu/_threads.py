"""The same backend for more than one thread."""

from __future__ import annotations

import inspect
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import cast

from tuitrainer.kernels.backend import Backend

LARGE = 2**16
"""Parameters in front of the last layer: the compiled loop of small networks uses one thread, and a network of so many
has enough work in each verb for several.
"""


def with_threads(backend: ModuleType, threads: int) -> Backend:
    """A backend whose verbs may use so many threads each.

    Only those that take `threads` ever do, and only for work that is worth it; the numbers they give are the same, bit
    for bit. Which threads there are is Numba's affair: as many as NUMBA_NUM_THREADS or the machine allow.
    """
    verbs = {name: getattr(backend, name) for name in backend.__all__}
    for name, verb in verbs.items():
        if callable(verb) and "threads" in inspect.signature(verb).parameters:
            verbs[name] = partial(verb, threads=threads)
    verbs["can_run"] = lambda plan: backend.can_run(plan) and max(plan.offsets) < LARGE
    return cast(Backend, SimpleNamespace(**verbs))
