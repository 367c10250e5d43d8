"""From the name of a backend to the backend."""

from __future__ import annotations

from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Backend
from tuitrainer.kernels.cache import prepare_cache

BACKENDS = ("auto", "reference", "cpu", "cuda")
_USABLE = ("auto", "reference", "cpu")


def load_backend(name: str, threads: int = 1) -> Backend:
    """The backend of that name; "auto" is the fastest that works on this machine, today "cpu".

    Nothing is compiled yet. For "cpu" the cache of compiled kernels is prepared first; what `prepare_cache` has to say
    about it, the caller may ask for. A verb of "cpu" may use `threads` threads; the other backends make no use of them.
    Raises UserError for a name that is none and for a backend that can't be had.
    """
    if name == "reference":
        from tuitrainer.kernels import reference  # noqa: PLC0415 only the backend that is asked for

        return reference
    if name in {"auto", "cpu"}:
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
        message = _("the backend 'cuda' comes with a later release; until then 'cpu' is the fastest")
        raise UserError(Problem(message, "backend", _USABLE))
    raise UserError(unknown_name(_("there is no backend '{name}'").format(name=name), name, _USABLE, "backend"))
