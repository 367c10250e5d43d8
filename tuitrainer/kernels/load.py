"""From the name of a backend to the backend."""

from __future__ import annotations

import os

from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.machine import find_cuda
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Backend
from tuitrainer.kernels.cache import prepare_cache

BACKENDS = ("auto", "reference", "cpu", "cuda")
_OTHERS = ("auto", "reference", "cpu")


def load_backend(name: str, threads: int = 1) -> Backend:
    """The backend of that name; "auto" is "cuda" where there is a GPU that can be used, else "cpu".

    Nothing is compiled yet. For "cpu" and "cuda" the cache of compiled kernels is prepared first; what `prepare_cache`
    has to say about it, the caller may ask for. A verb of "cpu" may use `threads` threads; the other backends make no
    use of them. Raises UserError for a name that is none and for a backend that can't be had.
    """
    if name == "auto":
        name = fastest()
    if name == "reference":
        from tuitrainer.kernels import reference  # noqa: PLC0415 only the backend that is asked for

        return reference
    if name == "cpu":
        prepare_cache()
        try:
            from tuitrainer.kernels import cpu  # noqa: PLC0415 Numba takes a while to import, after the cache is prepared
        except ImportError as error:
            message = _("Numba can't be imported ({error}); the backend 'reference' works without it")
            raise UserError(Problem(message.format(error=error), "backend", ("reference",))) from error
        if threads > 1:
            from tuitrainer.kernels.cpu._threads import with_threads  # noqa: PLC0415

            return with_threads(cpu, threads)
        return cpu
    if name == "cuda":
        found = find_cuda()
        if not found.usable and not _simulated():
            message = _("the backend 'cuda' can't be used here: {reason}").format(reason=found.message)
            raise UserError(Problem(message, "backend", _OTHERS))
        prepare_cache()
        from tuitrainer.kernels import cuda  # noqa: PLC0415 as for "cpu"

        return cuda
    raise UserError(unknown_name(_("there is no backend '{name}'").format(name=name), name, BACKENDS, "backend"))


def fastest() -> str:
    """What "auto" is on this machine.

    A GPU is taken wherever one can be used. For how small a network the processor would be faster was not measured.
    """
    return "cuda" if find_cuda().usable else "cpu"


def _simulated() -> bool:
    """Whether Numba was told to run CUDA kernels in Python; for tests."""
    return os.environ.get("NUMBA_ENABLE_CUDASIM") == "1"
