"""tuitrainer on the GPU with one step a call: after each, every output and gradient can be looked at."""

from __future__ import annotations

from tuitrainer.bench.implementations import Run
from tuitrainer.bench.implementations.own_step_by_step import step_by_step
from tuitrainer.bench.workloads import Material, Workload
from tuitrainer.kernels.load import load_backend


def make(workload: Workload, numbers: Material, threads: int) -> Run:  # noqa: ARG001 a GPU has its own
    return step_by_step(workload, numbers, load_backend("cuda"))
