"""The numbers of exercise27's worked example, as its statements print them.

The kernels run in a process of their own, in which Numba simulates a card.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from worked_numbers import short

PROGRAM = """
import json, runpy, sys
import numpy as np
kernels = runpy.run_path(sys.argv[1])
a, b = np.array([[2, -1, 3]], np.float32), np.array([[4], [5], [-2]], np.float32)
totals = []
for name in ("matmul_kernel", "tiled_matmul_kernel"):
    for length in (2, 3):
        out = np.full((1, 1), 7, np.float32)
        kernels[name][(1, 1), (16, 16)](a[:, :length].copy(), b[:length].copy(), out)
        totals.append(float(out[0, 0]))
places = np.zeros((20, 35), np.float32)
one = np.zeros((20, 1), np.float32), np.zeros((1, 35), np.float32)
one[0][5], one[1][0, 19] = 1, 1
kernels["matmul_kernel"][(3, 3), (16, 16)](*one, places)
print(json.dumps([totals, np.argwhere(places).tolist()]))
"""


def numbers(e: Any) -> Iterable[str]:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, e.__file__],
        env={**os.environ, "NUMBA_ENABLE_CUDASIM": "1"}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    totals, places = json.loads(ran.stdout)
    yield from short(totals)
    yield from short([totals[1] - totals[0], totals[3] - totals[2]])
    yield from short(places)
    blocks = -(-35 // 16)
    yield from map(str, [blocks, (16 * blocks) ** 2, 20 * 35, 2 * 1024**3, 2 * 1024**3 // 16, 1 * 16 + 3, 2 * 16 + 3])
