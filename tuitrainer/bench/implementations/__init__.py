"""Who is measured: one implementation a file, each a function `make(workload, threads) -> Run`.

A Run trains the workload by the given number of steps from wherever it is and returns the last step's loss.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping
from types import MappingProxyType

from tuitrainer.bench.workloads import Workload

Run = Callable[[int], float]

IMPLEMENTATIONS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "tuitrainer": ("own", "numba"),
    "tuitrainer, step by step": ("own_step_by_step", "numba"),
    "PyTorch eager": ("torch_eager", "torch"),
    "scikit-learn": ("scikit_learn", "sklearn"),
})  # fmt: skip
"""Shown name -> (file, package that must be installed)."""


def installed(name: str) -> bool:
    """Whether what this implementation needs is there, without importing it."""
    return importlib.util.find_spec(IMPLEMENTATIONS[name][1]) is not None


def make(name: str, workload: Workload, threads: int) -> Run:
    """Import and set up one implementation, in this process."""
    module = importlib.import_module(f"{__name__}.{IMPLEMENTATIONS[name][0]}")
    run: Run = module.make(workload, threads)
    return run
