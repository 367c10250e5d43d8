"""A training that is measured, fixed to the last bit: the same data, initial values and batches for everybody."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tuitrainer.bench.workloads.examples import Examples
from tuitrainer.bench.workloads.parts import Dropout, Part, Shape, Values

LOSS_STEP = 5
"""The loss of this step (counted from 1), dropout off, must agree between implementations before a time is believed."""

ADAM_EPSILON = 1e-10
"""So small that losses agree although Keras and scikit-learn add it to the root before the correction of v."""


@dataclass(frozen=True, slots=True)
class Workload:
    """Everything in float32."""

    name: str
    title: str
    """One line, in English; to be translated where it is shown."""
    input_shape: Shape
    parts: tuple[Part, ...]
    examples: Callable[[], Examples]
    epochs: int
    """How many times the examples are shuffled before the batches repeat."""
    batch_size: int
    loss: Literal["cross_entropy", "mean_squared_error"]
    """Cross-entropy of softmax with class numbers, averaged over the batch; or the mean over all entries."""
    optimizer: Literal["sgd", "adam"]
    """Plain gradient descent, or Adam with beta 0.9 and 0.999 and ADAM_EPSILON."""
    learning_rate: float

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """What each part takes, and at the end what the last one gives; without the batch axis."""
        shapes = [self.input_shape]
        for part in self.parts:
            shapes.append(part.output_shape(shapes[-1]))
        return tuple(shapes)

    @property
    def floating_point_operations(self) -> int:
        """Of one training step on a full batch: the multiplications and additions of matrix products, convolutions and
        attention alone, without the gradient of the network's input.
        """
        counts = [part.multiplications(shape) for part, shape in zip(self.parts, self.shapes, strict=False)]
        each = sum(count.forward + count.parameters + count.inputs for count in counts) - counts[0].inputs
        return 2 * self.batch_size * each

    @property
    def activations(self) -> int:
        """How many numbers of a full batch the way back needs: the batch itself and what the layers made of it."""
        counts = [part.activations(shape) for part, shape in zip(self.parts, self.shapes, strict=False)]
        return self.batch_size * (math.prod(self.input_shape) + sum(counts))

    def without_dropout(self) -> Workload:
        """The same training with nothing random in it, so that losses can be compared."""
        parts = tuple(part for part in self.parts if not isinstance(part, Dropout))
        return dataclasses.replace(self, parts=parts)


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """A workload's numbers."""

    x: npt.NDArray[np.float32]
    y: npt.NDArray[Any]
    """Class numbers (N,) int64, or targets (N, ...) float32."""
    parameters: tuple[Values, ...]
    """The initial values of each part; empty for a part that has none."""
    batches: tuple[npt.NDArray[np.int64], ...]
    """Row numbers of the batches of some epochs; the last batch of an epoch may be short. Steps go round and round."""
    steps_per_epoch: int

    def batch(self, step: int) -> npt.NDArray[np.int64]:
        """The rows of a step, counted from 0."""
        return self.batches[step % len(self.batches)]


def material(workload: Workload) -> Material:
    """Equal in every process on one release of NumPy."""
    x, y = workload.examples()
    random = np.random.Generator(np.random.Philox(1))
    parameters = tuple(
        part.initial(shape, random) for part, shape in zip(workload.parts, workload.shapes, strict=False)
    )
    batches = []
    for _epoch in range(workload.epochs):
        order = random.permutation(len(x))
        batches += [order[start : start + workload.batch_size] for start in range(0, len(x), workload.batch_size)]
    return Material(x, y, parameters, tuple(batches), len(batches) // workload.epochs)
