"""PyTorch on the GPU as its tutorials write it: eager mode, default optimizers, float32 without TF32."""

from __future__ import annotations

import torch

from tuitrainer.bench.implementations import Run
from tuitrainer.bench.implementations.torch_network import make_eager
from tuitrainer.bench.workloads import Material, Workload


def make(workload: Workload, numbers: Material, threads: int) -> Run:
    """Raises RuntimeError where this PyTorch can't use the GPU."""
    use_float32()
    return make_eager(workload, numbers, threads, fused=False, device="cuda")


def use_float32() -> None:
    """Multiply in float32, as everybody else here, and not in TF32, which keeps 10 digits of 23."""
    if not torch.cuda.is_available():
        raise RuntimeError("this PyTorch was built without CUDA, or its driver is too old for it")
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
