"""The kernels with the sizes of blocks and tiles that a GPU gets: chosen at import, so in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.long
@pytest.mark.skipif(os.environ.get("NUMBA_ENABLE_CUDASIM") != "1", reason="a GPU has these sizes in every test")
def test_blocks_of_full_size() -> None:
    command = [sys.executable, str(Path(__file__).parent / "full_size.py")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-6000:]
