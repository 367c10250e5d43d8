"""The CUDA kernels on Numba's simulator, in a process of their own: its switch is read when Numba is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "kernels_cuda"


@pytest.mark.parametrize("tier", ["not long", pytest.param("long", marks=pytest.mark.long)])
def test_the_cuda_kernels_keep_the_contract_on_the_simulator(tier: str) -> None:
    environment = {**os.environ, "NUMBA_ENABLE_CUDASIM": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-m", tier, str(FOLDER)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-6000:] + ended.stderr[-2000:]
    assert " passed" in ended.stdout
