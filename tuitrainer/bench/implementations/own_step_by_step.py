"""tuitrainer with one step a call from Python: after each, every output and gradient can be looked at."""

from __future__ import annotations

import numpy as np

from tuitrainer.bench.implementations import Run
from tuitrainer.bench.implementations.own_network import own_backend, own_steps
from tuitrainer.bench.workloads import Material, Workload
from tuitrainer.kernels.backend import Backend


def make(workload: Workload, numbers: Material, threads: int) -> Run:
    return step_by_step(workload, numbers, own_backend(threads))


def step_by_step(workload: Workload, numbers: Material, backend: Backend, dtype: str = "float32") -> Run:
    """The same on any backend, in any type."""
    training = own_steps(workload, numbers, backend, dtype)
    position = 0

    def run(steps: int) -> float:
        nonlocal position
        last = np.nan
        for _step in range(steps):
            last = training.step(numbers.batch(position))
            position += 1
        return float(last)

    return run
