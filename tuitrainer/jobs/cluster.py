"""The workers of a Dask cluster, which some have already: https://distributed.dask.org."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.jobs.crew import Crew

_PATIENCE = 5
"""Seconds in which a scheduler answers."""


@contextmanager
def open_cluster(scheduler: str) -> Iterator[Crew]:
    """The crew of the cluster whose scheduler has this address, such as tcp://10.0.0.1:8786.

    Every worker needs this version of tuitrainer. Raises UserError when the library is missing, nobody answers, or
    there is no worker.
    """
    try:
        from distributed import Client  # noqa: PLC0415
    except ImportError:
        message = _("--scheduler needs Dask: pip install 'tuitrainer[cluster]'")
        raise UserError(Problem(message)) from None
    try:
        client = Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        message = _("no Dask scheduler answers at {address} ({reason})").format(
            address=scheduler, reason=_first_line(error)
        )
        raise UserError(Problem(message)) from None
    try:
        threads = sum(client.nthreads().values())
        if not threads:
            message = _("the Dask scheduler at {address} has no workers; start one: dask worker {address}")
            raise UserError(Problem(message.format(address=scheduler)))
        with client.get_executor(pure=False) as executor:
            yield Crew(executor, threads)
    finally:
        client.close()


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200] or type(error).__name__
