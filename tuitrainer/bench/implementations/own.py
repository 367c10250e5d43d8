"""tuitrainer as a session runs it: many steps in one call."""

from __future__ import annotations

import numpy as np

from tuitrainer.bench.implementations import Run
from tuitrainer.bench.implementations.own_network import own_backend, own_steps
from tuitrainer.bench.workloads import Material, Workload
from tuitrainer.kernels.backend import Backend

STEPS_A_CALL = 1000
"""About what fits into a turn of a session."""


def make(workload: Workload, numbers: Material, threads: int) -> Run:
    return many_steps(workload, numbers, own_backend(threads))


def many_steps(workload: Workload, numbers: Material, backend: Backend) -> Run:
    """The same on any backend."""
    training = own_steps(workload, numbers, backend)
    position = 0

    def run(steps: int) -> float:
        nonlocal position
        last = np.nan
        while steps:
            count = min(steps, STEPS_A_CALL)
            last = training.run([numbers.batch(position + step) for step in range(count)])[-1]
            position, steps = position + count, steps - count
        return float(last)

    return run
