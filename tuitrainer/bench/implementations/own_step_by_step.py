"""tuitrainer one layer at a time from Python: the path on which every value can be inspected."""

from __future__ import annotations

import numpy as np

from tuitrainer.bench.implementations import Run
from tuitrainer.bench.implementations.own_network import own_backend, own_loss, own_network, own_optimizer
from tuitrainer.bench.workloads import Material, Workload
from tuitrainer.kernels.backend import Backend
from tuitrainer.training.stepping import train_step


def make(workload: Workload, numbers: Material, threads: int) -> Run:
    return step_by_step(workload, numbers, own_backend(threads))


def step_by_step(workload: Workload, numbers: Material, backend: Backend, dtype: str = "float32") -> Run:
    """The same on any backend, in any type."""
    network = own_network(workload, numbers, backend, dtype)
    loss, optimizer = own_loss(workload), own_optimizer(workload)
    position = 0

    def run(steps: int) -> float:
        nonlocal position
        last = np.nan
        for _step in range(steps):
            rows = numbers.batch(position)
            last = train_step(network, loss, optimizer, numbers.x[rows], numbers.y[rows])
            position += 1
        return float(last)

    return run
