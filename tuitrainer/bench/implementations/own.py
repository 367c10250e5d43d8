"""tuitrainer as a session runs it."""

from __future__ import annotations

import numpy as np

from tuitrainer.bench.implementations import Run
from tuitrainer.bench.implementations.own_network import own_backend, own_loss, own_network, own_optimizer
from tuitrainer.bench.workloads import Material, Workload
from tuitrainer.training import run_steps

STEPS_A_CALL = 1000
"""About what fits into a turn of a session."""


def make(workload: Workload, numbers: Material, threads: int) -> Run:
    network = own_network(workload, numbers, own_backend(threads))
    loss, optimizer = own_loss(workload), own_optimizer(workload)
    position = 0

    def run(steps: int) -> float:
        nonlocal position
        last = np.nan
        while steps:
            count = min(steps, STEPS_A_CALL)
            chosen = [numbers.batch(position + step) for step in range(count)]
            last = run_steps(network, loss, optimizer, numbers.x, numbers.y, chosen)[-1]
            position, steps = position + count, steps - count
        return float(last)

    return run
