"""An implementation for the tests of bench: another release of its library, say."""

from __future__ import annotations

from tuitrainer.bench.implementations import Run
from tuitrainer.bench.workloads import Material, Workload


def make(workload: Workload, numbers: Material, threads: int) -> Run:
    raise AttributeError("this library has changed")
