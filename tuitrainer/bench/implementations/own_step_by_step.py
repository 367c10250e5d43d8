"""tuitrainer one layer at a time from Python: the path on which every value can be inspected."""

from __future__ import annotations

import numpy as np

from tuitrainer.bench.implementations.own import network_of
from tuitrainer.bench.workloads import Workload, material
from tuitrainer.training.stepping import train_step


def make(workload: Workload, threads: int) -> object:
    """`threads` is for others: this backend uses one thread."""
    del threads
    numbers = material(workload)
    network, loss, optimizer = network_of(workload)
    position = 0

    def run(steps: int) -> float:
        nonlocal position
        last = np.nan
        for _step in range(steps):
            rows = numbers.batches[position % len(numbers.batches)]
            last = train_step(network, loss, optimizer, numbers.x[rows], numbers.labels[rows])
            position += 1
        return float(last)

    return run
