"""PyTorch as its tutorials write it: eager mode, default optimizers, images as (N, C, H, W)."""

from __future__ import annotations

from tuitrainer.bench.implementations import Run
from tuitrainer.bench.implementations.torch_network import make_eager
from tuitrainer.bench.workloads import Material, Workload


def make(workload: Workload, numbers: Material, threads: int) -> Run:
    return make_eager(workload, numbers, threads, fused=False)
