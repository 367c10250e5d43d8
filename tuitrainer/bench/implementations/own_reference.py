"""The definitions themselves, in float64: what every loss is compared with."""

from __future__ import annotations

from tuitrainer.bench.implementations import Run
from tuitrainer.bench.implementations.own_step_by_step import step_by_step
from tuitrainer.bench.workloads import Material, Workload
from tuitrainer.kernels.load import load_backend


def make(workload: Workload, numbers: Material, _threads: int) -> Run:
    return step_by_step(workload, numbers, load_backend("reference"), "float64")
