"""tuitrainer on the GPU as a session runs it: many steps in one call, in one kernel where the network is small."""

from __future__ import annotations

from tuitrainer.bench.implementations import Run
from tuitrainer.bench.implementations.own import many_steps
from tuitrainer.bench.workloads import Material, Workload
from tuitrainer.kernels.load import load_backend


def make(workload: Workload, numbers: Material, threads: int) -> Run:  # noqa: ARG001 a GPU has its own
    return many_steps(workload, numbers, load_backend("cuda"))
