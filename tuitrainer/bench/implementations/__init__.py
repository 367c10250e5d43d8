"""Who is measured: one implementation a file, each with a function `make(workload, numbers, threads) -> Run`.

A Run trains by the given number of steps from wherever it is and returns a loss: that of the last step, or where a
library only tells the mean over the steps of its last call, that. With one step both are the same.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tuitrainer.base.texts import mark
from tuitrainer.bench.workloads import Material, Workload

Run = Callable[[int], float]

ALL = ("W1", "W2", "W3", "W4", "W5", "W6")


@dataclass(frozen=True, slots=True)
class Implementation:
    module: str
    """Where its `make` is."""
    package: str
    """What must be installed for it."""
    workloads: tuple[str, ...] = ALL
    """Those that it can train."""
    own: bool = False
    """Whether it is tuitrainer, whose roofline is measured in the same process."""
    dropout: bool = True
    """Whether it has dropout; where not, it trains without."""
    gpu: bool = False
    """Whether it may see the GPU."""


IMPLEMENTATIONS: Mapping[str, Implementation] = MappingProxyType({
    "tuitrainer": Implementation(f"{__name__}.own", "numba", own=True),
    mark("tuitrainer, step by step"): Implementation(f"{__name__}.own_step_by_step", "numba", own=True),
    "PyTorch eager": Implementation(f"{__name__}.torch_eager", "torch"),
    "PyTorch fused": Implementation(f"{__name__}.torch_fused", "torch"),
    "JAX jit": Implementation(f"{__name__}.jax_jit", "jax"),
    "JAX loop": Implementation(f"{__name__}.jax_loop", "jax", ("W1", "W2", "W3", "W5", "W6")),
    "Keras": Implementation(f"{__name__}.keras_fit", "keras"),
    "scikit-learn": Implementation(f"{__name__}.scikit_learn", "sklearn", ("W1", "W2", "W3"), dropout=False),
})  # fmt: skip
"""By the name that is shown (to be translated), in the order in which they are.

Nobody would train W4 in JAX's compiled loop, where its convolutions take five times as long as outside (measured).
"""

ON_GPU: Mapping[str, Implementation] = MappingProxyType({
    "tuitrainer": Implementation(f"{__name__}.own_cuda", "numba_cuda", own=True, gpu=True),
    mark("tuitrainer, step by step"): Implementation(
        f"{__name__}.own_cuda_step_by_step", "numba_cuda", own=True, gpu=True
    ),
    "PyTorch eager": Implementation(f"{__name__}.torch_cuda", "torch", gpu=True),
    mark("PyTorch, CUDA graphs"): Implementation(f"{__name__}.torch_cuda_graphs", "torch", gpu=True),
})  # fmt: skip
"""The same with --backend cuda."""

JUDGE = Implementation(f"{__name__}.own_reference", "numpy")
"""Says what the loss is: the plain NumPy definitions, in float64."""


def installed(implementation: Implementation) -> bool:
    """Whether what it needs is there, without importing it."""
    return importlib.util.find_spec(implementation.package) is not None


def make(module: str, workload: Workload, numbers: Material, threads: int) -> Run:
    """Import and set up one implementation, in this process."""
    run: Run = importlib.import_module(module).make(workload, numbers, threads)
    return run
