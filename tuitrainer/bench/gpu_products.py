"""Products of square matrices on the GPU, ours and PyTorch's in turn, and what it costs to bring the matrices there.

Both run in this process, so that they share the GPU's clock and temperature. A time is that of many products which are
launched one after the other and waited for once: what is measured is the GPU and not the way to it.
"""

from __future__ import annotations

import importlib.util
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tuitrainer.base.machine import peak_of_gpu
from tuitrainer.kernels.load import load_backend

SIZES = (512, 1024, 2048, 4096, 8192)
SLOT = 0.1
"""Seconds that each runs for in a round."""


@dataclass(frozen=True, slots=True)
class Product:
    """One size. Seconds are medians over the rounds; None for what was not measured."""

    size: int
    seconds: float
    """Of our product in float32."""
    gigaflops: float
    share_of_peak: float | None
    """Of what the GPU could do in float32 by its data sheet."""
    torch_seconds: float | None
    """Of PyTorch's, without TF32."""
    ratio: float | None
    """Median over the rounds of PyTorch's time by ours."""
    transfer_seconds: float
    """To bring two matrices to the GPU and one back."""


def measure_products(rounds: int, report: Callable[[str], None]) -> list[Product]:
    """Needs a GPU that can be used."""
    return [_product(size, rounds, report) for size in SIZES]


def _product(size: int, rounds: int, report: Callable[[str], None]) -> Product:
    report(f"{size} x {size}")
    backend = load_backend("cuda")
    random = np.random.Generator(np.random.Philox(size))
    host = [random.standard_normal((size, size), np.float32) for _matrix in range(2)]
    left, right = (backend.from_numpy(matrix) for matrix in host)
    out = backend.empty((size, size), np.float32)
    contestants: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "own": (lambda: backend.dense_forward(left, right, None, "linear", out), _wait)
    }
    torch = _torch()
    if torch is not None:
        theirs = [torch.from_numpy(matrix).cuda() for matrix in host]
        result = torch.empty_like(theirs[0])
        contestants["torch"] = (lambda: torch.mm(*theirs, out=result), torch.cuda.synchronize)
    repeats = {name: _repeats(*contestant) for name, contestant in contestants.items()}
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _round in range(rounds):
        for name, contestant in contestants.items():
            times[name].append(_seconds(*contestant, repeats[name]))
    own = statistics.median(times["own"])
    theirs_in_rounds = times.get("torch")
    peak = peak_of_gpu()
    gigaflops = 2 * size**3 / own / 1e9
    return Product(
        size, own, gigaflops,
        share_of_peak=gigaflops / peak.gigaflops if peak is not None else None,
        torch_seconds=statistics.median(theirs_in_rounds) if theirs_in_rounds else None,
        ratio=_ratio(theirs_in_rounds, times["own"]),
        transfer_seconds=statistics.median(_transfers(backend, host, out, rounds)),
    )  # fmt: skip


def _wait() -> None:
    from numba import cuda  # noqa: PLC0415 only where there is a GPU

    cuda.synchronize()


def _torch() -> Any:
    """PyTorch, set to float32; None where it is not installed or can't use the GPU."""
    if importlib.util.find_spec("torch") is None:
        return None
    import torch  # noqa: PLC0415

    if not torch.cuda.is_available():
        return None
    torch.backends.cuda.matmul.allow_tf32 = False
    return torch


def _seconds(call: Callable[[], object], wait: Callable[[], object], repeats: int) -> float:
    wait()
    started = time.perf_counter()
    for _repeat in range(repeats):
        call()
    wait()
    return (time.perf_counter() - started) / repeats


def _repeats(call: Callable[[], object], wait: Callable[[], object]) -> int:
    """How many calls fill a slot; the first compiles and is not counted."""
    _seconds(call, wait, 1)
    return max(1, int(SLOT / _seconds(call, wait, 2)))


def _ratio(theirs: list[float] | None, own: list[float]) -> float | None:
    if theirs is None:
        return None
    return statistics.median(their / our for their, our in zip(theirs, own, strict=True))


def _transfers(backend: Any, host: list[Any], out: Any, rounds: int) -> Iterator[float]:
    for _round in range(rounds):
        started = time.perf_counter()
        for matrix in host:
            backend.from_numpy(matrix)
        backend.to_numpy(out)
        yield time.perf_counter() - started
