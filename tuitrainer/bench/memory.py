"""How much memory a network's own arrays take, beside what they must take, and whether training lets it grow."""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import psutil

from tuitrainer.bench.implementations.own import make
from tuitrainer.bench.implementations.own_network import own_backend, own_loss, own_network, own_optimizer
from tuitrainer.bench.workloads import WORKLOADS, Workload, material
from tuitrainer.kernels.backend import Array, Backend, DensePlan
from tuitrainer.training.stepping import Steps

STEPS = 3
GROWTH_STEPS = 10_000
GROWTH_WORKLOAD = "W1"


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of one workload in training, batches of full size."""

    workload: str
    parameters: int
    gradients: int
    moments: int
    activations: int
    """One batch, and what the layers made of it that the way back needs."""
    peak: int
    """The most that the network, its optimizer and its batches held at once of what they asked the backend for. What a
    kernel takes and gives back within a call is not among it.
    """

    @property
    def least(self) -> int:
        """What any training by backpropagation keeps."""
        return self.parameters + self.gradients + self.moments + self.activations


@dataclass(frozen=True, slots=True)
class Growth:
    """Bytes of the whole process, before and after."""

    workload: str
    steps: int
    before: int
    after: int


class CountingBackend:
    """A backend that counts the bytes of the arrays that it has handed out and that are still in use."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.current = 0
        self.peak = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    def empty(self, shape: tuple[int, ...], dtype: npt.DTypeLike) -> Array:
        return self._counted(self._backend.empty(shape, dtype))

    def from_numpy(self, values: Array, copy: bool = True) -> Array:
        array = self._backend.from_numpy(values, copy)
        return array if np.may_share_memory(array, values) else self._counted(array)

    def can_run(self, _plan: DensePlan) -> bool:
        """A compiled loop has its own memory, which is not counted."""
        return False

    def _counted(self, array: Array) -> Array:
        self.current += array.nbytes
        self.peak = max(self.peak, self.current)
        weakref.finalize(array, self._forget, array.nbytes)  # a view keeps its array alive
        return array

    def _forget(self, count: int) -> None:
        self.current -= count


def measure_memory(workload: Workload) -> Memory:
    """Train a few steps layer by layer, where every array comes from the backend. The examples are not counted, as they
    stay where they are.
    """
    numbers = material(workload)
    backend = CountingBackend(own_backend(1))
    network = own_network(workload, numbers, cast(Backend, backend))
    loss, optimizer = own_loss(workload), own_optimizer(workload)
    Steps(network, loss, optimizer, numbers.x, numbers.y).run(numbers.batches[:STEPS])
    each = network.parameters.values.nbytes
    activations = workload.activations * network.dtype.itemsize
    return Memory(workload.name, each, each, each * len(optimizer.moment_names), activations, backend.peak)


def measure_growth(steps: int = GROWTH_STEPS) -> Growth:
    """Train so many steps, and as many before them as it takes for everything to be there that stays."""
    workload = WORKLOADS[GROWTH_WORKLOAD]
    run = make(workload, material(workload), 1)
    run(steps // 10)
    process = psutil.Process()
    before = process.memory_info().rss
    run(steps)
    return Growth(workload.name, steps, before, process.memory_info().rss)
