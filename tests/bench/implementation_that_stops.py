"""An implementation for the tests of bench: it trains well, but not for long."""

from __future__ import annotations

from tuitrainer.bench.implementations import Run, own_reference
from tuitrainer.bench.workloads import Material, Workload

MOST = 30


def make(workload: Workload, numbers: Material, threads: int) -> Run:
    train = own_reference.make(workload, numbers, threads)
    taken = 0

    def run(steps: int) -> float:
        nonlocal taken
        taken += steps
        if taken > MOST:
            raise MemoryError("there is no memory left")
        return train(steps)

    return run
