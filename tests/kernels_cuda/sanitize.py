"""Every CUDA kernel under NVIDIA's compute-sanitizer: reads and writes beside an array, and races in shared memory.

    python tests/kernels_cuda/sanitize.py               memcheck and racecheck over every kernel
    python tests/kernels_cuda/sanitize.py --run-kernels the kernels alone, as the sanitizer starts them

Exit code 0 when nothing was found, 1 when something was, 2 when it could not run ("not run: ...").
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tuitrainer.base.machine import find_cuda

TOOLS = ("memcheck", "racecheck", "synccheck")
NOT_RUN = 2


def main(arguments: list[str]) -> int:
    found = find_cuda()
    if not found.usable:
        return _not_run(found.message)
    if arguments == ["--run-kernels"]:
        run_kernels()
        return 0
    sanitizer = shutil.which("compute-sanitizer") or _beside_the_packages()
    if sanitizer is None:
        return _not_run("compute-sanitizer is missing: it comes with NVIDIA's CUDA toolkit")
    outcome = 0
    for tool in TOOLS:
        print(f"--- {tool}", flush=True)
        command = [sanitizer, "--tool", tool, "--error-exitcode", "1", sys.executable, __file__, "--run-kernels"]
        outcome |= subprocess.run(command, check=False).returncode != 0
    return outcome


def _not_run(reason: str) -> int:
    print(f"not run: {reason}")
    return NOT_RUN


def _beside_the_packages() -> str | None:
    home = os.environ.get("CUDA_HOME") or os.environ.get("CUDA_PATH") or "/usr/local/cuda"
    for place in (Path(home, "bin", "compute-sanitizer"), Path(home, "compute-sanitizer", "compute-sanitizer")):
        if place.is_file():
            return str(place)
    return None


def run_kernels() -> None:
    """Every verb once in each type, those that come in several sizes in more than one block, and recorded steps."""
    from device import OnDevice

    from tuitrainer.kernels.warmup import kernel_set

    backend = OnDevice()
    for dtype in ("float32", "float64"):
        for name, call in kernel_set(backend, dtype):
            print(f"{name}, {dtype}", flush=True)
            call()
        for call in in_several_blocks(backend, dtype):
            call()
        train_recorded("cuda", dtype)
    from numba import cuda

    cuda.synchronize()


def in_several_blocks(backend: object, dtype: str) -> list[Callable[[], object]]:
    """Products with every tile and in parts, sums over many rows, rows longer than a block, awkward sizes."""
    verbs: Any = backend
    rng = np.random.default_rng(0)

    def normal(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return rng.normal(size=shape).astype(dtype)

    calls: list[Callable[[], object]] = []
    loss = np.zeros(1)
    for rows, inputs, units in ((37, 1037, 65), (515, 67, 515), (2049, 33, 1031)):
        x, weights, bias, out = normal(rows, inputs), normal(inputs, units), normal(units), normal(rows, units)
        calls += [
            partial(verbs.dense_forward, x, weights, bias, "tanh", out),
            partial(verbs.dense_weights_gradient, x, out, weights),
            partial(verbs.dense_input_gradient, out, weights, x),
            partial(verbs.bias_gradient, out, bias),
            partial(verbs.activation, "softmax", out, out),
            partial(verbs.softmax_cross_entropy, out, abs(out), loss, out.copy()),
            partial(verbs.mean_squared_error, out, out.copy(), loss, out.copy()),
            partial(verbs.clip_norm, 0.5, [out, weights]),
            partial(verbs.penalty, weights, 0.1, 0.1, loss, weights.copy()),
            partial(verbs.magnitude_histogram, out, -6.0, 1.0, np.empty(40, np.int64)),
        ]
    image, kernels, pixels = normal(5, 31, 29, 7), normal(3, 3, 7, 37), normal(5, 29, 27, 37)
    geometry = ((1, 1), (0, 0))
    calls += [
        partial(verbs.conv2d_forward, image, kernels, kernels[0, 0, 0].copy(), *geometry, "relu", pixels),
        partial(verbs.conv2d_input_gradient, pixels, kernels, *geometry, image),
        partial(verbs.conv2d_kernels_gradient, image, pixels, *geometry, kernels),
    ]
    return calls


def train_recorded(backend: str, dtype: str) -> list[float]:
    """The losses of some steps of whole networks, each run again as it was recorded."""
    from test_cuda_networks import IMAGES, SEQUENCES, of_images, of_sequences

    from tuitrainer.nn import Network, losses, optimizers
    from tuitrainer.training.stepping import Steps

    found: list[float] = []
    for stack, shape in ((of_images(), IMAGES), (of_sequences(), SEQUENCES)):
        network = Network(stack, input_shape=shape, backend=backend, dtype=dtype, seed=0)
        rng = np.random.default_rng(1)
        x, y = rng.normal(size=(6, *shape)), rng.normal(size=(6, 3))
        steps = Steps(network, losses.get("mean_squared_error"), optimizers.Adam(clipnorm=1.0), x, y)
        found += steps.run([np.arange(4), np.arange(4), np.arange(4, 6), np.arange(4)]).tolist()
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
