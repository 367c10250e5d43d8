"""The product of two square matrices on the processor and on the GPU, size by size, and what the way there costs.

Both multiply with the kernels that train networks here, the processor on one thread. A product of size n takes 2 n^3
operations; 3 n^2 numbers of 4 bytes go over the bus, two matrices there and one back.
The table has a row for each size passed: microseconds on the processor, on the GPU with the matrices there already, and
with the way there and back. Figures: "lines/<who>" (M, 2) log10 of the size against log10 of the microseconds.

Times are measured when a size is reached, and are no part of what is saved: after a resume they are measured anew.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer.base.checks import Check
from tuitrainer.base.machine import find_cuda
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.kernels.load import load_backend
from tuitrainer.training.recipe.model import Recipe
from tuitrainer.training.recipe.sections import check_sections, task_settings
from tuitrainer.training.task import Watched
from tuitrainer.training.walk import Walk

SMALLEST = 16
LARGEST = 8192
SECONDS = 0.05
"""How long each is tried; the shortest time counts, as whatever else the machine does only makes one longer."""
LEAST_CALLS, MOST_CALLS = 5, 200


class Settings:
    """[task]: the `largest` size; sizes double from SMALLEST on."""

    def __init__(self, largest: int = 512) -> None:
        with Check() as check:
            self.largest = check.whole_number("largest", largest, minimum=SMALLEST, maximum=LARGEST)


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of one size; None for what was not run."""

    cpu: float
    gpu: float | None = None
    transfer: float | None = None
    """Both: there, product, back."""


def prepare(recipe: Recipe) -> CpuGpu:
    """The task of a recipe with ``task = "cpu_gpu"``; it takes a section [task] and no other."""
    check_sections(recipe, "task")
    largest = task_settings(recipe, Settings).largest
    return CpuGpu([SMALLEST * 2**power for power in range(int(math.log2(largest / SMALLEST)) + 1)])


class CpuGpu(Walk):
    """A step measures one size."""

    backend = "cpu"

    def __init__(self, sizes: list[int]) -> None:
        super().__init__(len(sizes))
        self._sizes = sizes
        self._cpu = load_backend("cpu")
        found = find_cuda()
        self._missing = "" if found.usable else found.message
        self._gpu = load_backend("cuda") if found.usable else None
        self._times: dict[int, Times] = {}

    def ahead(self, place: int) -> float:
        """Of the sizes."""
        return 1 - place / len(self._sizes)

    def advance(self, steps: int) -> npt.NDArray[np.float64]:
        losses = super().advance(steps)
        self._measured()
        return losses

    def watch(self) -> Watched:
        times = self._measured()
        lines: list[tuple[str, list[tuple[int, float | None]]]] = [
            (_("processor"), [(size, one.cpu) for size, one in times.items()]),
            (_("GPU"), [(size, one.gpu) for size, one in times.items()]),
            (_("GPU and transfer"), [(size, one.transfer) for size, one in times.items()]),
        ]
        figures: dict[str, npt.NDArray[Any]] = {
            f"lines/{label}": np.log10([(size, seconds * 1e6) for size, seconds in points if seconds is not None])
            for label, points in lines
            if any(seconds is not None for _size, seconds in points)
        }
        return Watched(
            figures=figures, facts=self._facts(times), table=self._table(times),
            words={"lines": (_("log10 of the size"), _("log10 of µs"))},
        )  # fmt: skip

    def _measured(self) -> dict[int, Times]:
        """The times of all sizes passed; those that are missing are measured now."""
        passed = self._sizes[: self.place]
        for size in passed:
            if size not in self._times:
                self._times[size] = measure(size, self._cpu, self._gpu)
        return {size: self._times[size] for size in passed}

    def _facts(self, times: dict[int, Times]) -> dict[str, str]:
        missing = _("not run: {reason}").format(reason=self._missing)
        facts = {_("GPU"): missing if self._missing else _("ready")}
        if times:
            size, one = list(times.items())[-1]
            facts[_("operations a byte")] = f"{size / 6:.1f}"
            facts[_("processor, GFLOP/s")] = f"{speed(size, one.cpu):.1f}"
            if one.gpu is not None and one.transfer is not None:
                facts[_("GPU, GFLOP/s")] = f"{speed(size, one.gpu):,.1f}"
                facts[_("transfer, share of the time")] = f"{100 * (1 - one.gpu / one.transfer):.0f} %"
        worth = [size for size, one in times.items() if one.transfer is not None and one.transfer < one.cpu]
        if worth:
            facts[_("the GPU is faster from")] = str(worth[0])
        return facts

    def _table(self, times: dict[int, Times]) -> tuple[tuple[str, ...], ...]:
        heading = (_("size"), _("CPU, µs"), _("GPU, µs"), _("+ transfer"))
        rows = [(str(size), _shown(one.cpu), _shown(one.gpu), _shown(one.transfer)) for size, one in times.items()]
        columns = 3 if self._gpu is None else 4  # one of them says that it was not run
        return tuple(row[:columns] for row in (heading, *rows))


def measure(size: int, cpu: Backend, gpu: Backend | None) -> Times:
    """The shortest time of each; the first call, which may compile, is not counted."""
    random = np.random.Generator(np.random.Philox(size))
    left, right = (random.standard_normal((size, size), np.float32) for _matrix in range(2))
    out = np.empty_like(left)
    of_cpu = _shortest(lambda: cpu.dense_forward(left, right, None, "linear", out))
    if gpu is None:
        return Times(of_cpu)
    there, also, result = gpu.from_numpy(left), gpu.from_numpy(right), gpu.empty((size, size), np.float32)
    corner = gpu.empty((1, 1), np.float32)

    def wait(array: Array) -> None:
        """A number that comes back has been calculated."""
        gpu.copy_columns(array[:1], 0, corner)
        gpu.to_numpy(corner)

    def product() -> None:
        gpu.dense_forward(there, also, None, "linear", result)
        wait(result)

    def whole() -> None:
        gpu.dense_forward(gpu.from_numpy(left), gpu.from_numpy(right), None, "linear", result)
        gpu.to_numpy(result)

    return Times(of_cpu, _shortest(product), _shortest(whole))


def speed(size: int, seconds: float) -> float:
    """GFLOP/s: a multiplication and an addition for each of size^3."""
    return 2 * size**3 / seconds / 1e9


def _shortest(call: Callable[[], object]) -> float:
    call()
    shortest, ends = math.inf, time.perf_counter() + SECONDS
    for count in range(MOST_CALLS):
        started = time.perf_counter()
        call()
        shortest = min(shortest, time.perf_counter() - started)
        if count >= LEAST_CALLS and time.perf_counter() > ends:
            break
    return shortest


def _shown(seconds: float | None) -> str:
    return _("not run") if seconds is None else f"{seconds * 1e6:,.1f}"
