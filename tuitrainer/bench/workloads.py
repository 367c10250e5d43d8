"""What is measured: small trainings of the course, fixed to the last bit, the same for every implementation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from tuitrainer import data

LOSS_STEP = 5
"""The loss of this step (counted from 1) must agree between implementations before a time is believed."""


@dataclass(frozen=True, slots=True)
class Workload:
    """A multilayer perceptron with ReLU between its layers, softmax cross-entropy, float32."""

    name: str
    title: str
    dataset: str
    sizes: tuple[int, ...]
    batch_size: int
    optimizer: str
    """"sgd" or "adam" (beta 0.9 and 0.999, epsilon 1e-8)."""
    learning_rate: float

    @property
    def floating_point_operations(self) -> int:
        """Of one training step on a full batch: matrix products only, no gradient of the input."""
        products = [rows * columns for rows, columns in zip(self.sizes[:-1], self.sizes[1:], strict=True)]
        return 2 * self.batch_size * (3 * sum(products) - products[0])


WORKLOADS: Mapping[str, Workload] = MappingProxyType({
    "W1": Workload("W1", "iris 4-32-16-3, SGD, batch 16", "iris", (4, 32, 16, 3), 16, "sgd", 0.05),
    "W2": Workload("W2", "digits 64-64-32-10, Adam, batch 32", "digits", (64, 64, 32, 10), 32, "adam", 1e-3),
})  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """A workload's numbers: inputs (N, D) float32, labels (N,), initial (weights, bias) of each layer, batches."""

    x: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]
    parameters: tuple[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]], ...]
    batches: tuple[npt.NDArray[np.int64], ...]
    """Row indices of the batches of some epochs; the last batch of an epoch is short. Steps go round and round."""


def material(workload: Workload, epochs: int = 4) -> Material:
    """Standardised data, He-normal weights, zero biases, shuffled batches: equal in every process."""
    whole = data.scale(data.split(data.load(workload.dataset), 0.0), "standard").train
    x = whole.x.reshape(len(whole), -1).astype(np.float32)
    random = np.random.Generator(np.random.Philox(1))
    parameters = tuple(
        (
            (random.standard_normal((rows, columns)) * np.sqrt(2 / rows)).astype(np.float32),
            np.zeros(columns, np.float32),
        )
        for rows, columns in zip(workload.sizes[:-1], workload.sizes[1:], strict=True)
    )
    batches = []
    for _epoch in range(epochs):
        order = random.permutation(len(x))
        batches += [order[start : start + workload.batch_size] for start in range(0, len(x), workload.batch_size)]
    return Material(x, np.asarray(whole.y, np.int64), parameters, tuple(batches))
