"""The tests of the CUDA kernels: on the simulator, where NUMBA_ENABLE_CUDASIM=1 was set before Python started, else on
a GPU, else none of them. `tests/kernels/test_cuda_simulator.py` runs this folder on the simulator.

They are the contract tests of tests/kernels, imported: on the simulator with tiny shapes (see `contract`).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tuitrainer.base.machine import find_cuda
from tuitrainer.kernels.backend import Backend

SIMULATED = os.environ.get("NUMBA_ENABLE_CUDASIM") == "1"
RUNNING = SIMULATED or find_cuda().usable
collect_ignore_glob = [] if RUNNING else ["test_*.py"]

KERNELS = Path(__file__).parent.parent / "kernels"
if RUNNING and str(KERNELS) not in sys.path:
    sys.path.append(str(KERNELS))  # for what is imported from there
if SIMULATED:
    from simulator import improve

    improve()


SLOW = (
    "test_however_the_batches_are_cut_every_bit_is_the_same[adam-float64]",
    "test_losses_agree_in_float32",
    "test_shapes[sizes3]",
)
"""Tests that take seconds on the simulator and say little that their neighbours do not."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        # The simulator knows no types: what float64 does there, float32 does too.
        if SIMULATED and (item.name in SLOW or "float64" in item.name):
            item.add_marker(pytest.mark.long)


@pytest.fixture
def backend() -> Backend:
    """The cuda backend for the contract's tests, which hand it arrays of the host."""
    from device import OnDevice

    judged: Backend = OnDevice()
    return judged
