"""One `concurrent.futures.Executor`: processes here, or the workers of a Dask cluster; and how many they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from tuitrainer.jobs.crew import Crew
from tuitrainer.jobs.processes import open_processes


def usable_cores() -> int:
    """Processors that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def open_crew(workers: int, scheduler: str | None = None) -> AbstractContextManager[Crew]:
    """A crew, there until the block ends: then what has not begun is cancelled, and what runs is waited for.

    `scheduler` is the address of a Dask cluster's scheduler; `workers` counts only where there is none. Raises
    UserError when the cluster can't be had.
    """
    if scheduler is None:
        return _here(workers)
    from tuitrainer.jobs.cluster import open_cluster  # noqa: PLC0415  an optional library

    return open_cluster(scheduler)


@contextmanager
def _here(workers: int) -> Iterator[Crew]:
    with open_processes(workers) as executor:
        yield Crew(executor, workers)
