"""The layers of the workloads as plain descriptions, for every implementation to build in its own way.

`multiplications` are of one example: what goes forward, what the way back to the parameters needs, and what it needs
beyond that to reach the layer's input (which the first layer of a network is spared). `activations` is how many numbers
of one example the way back needs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Shape: TypeAlias = tuple[int, ...]
Values: TypeAlias = Mapping[str, npt.NDArray[np.float32]]
"""The parameters of one layer, by the role that they have in tuitrainer."""


class Multiplications(NamedTuple):
    forward: int = 0
    parameters: int = 0
    inputs: int = 0


class WithoutParameters:
    __slots__ = ()

    def multiplications(self, _shape: Shape) -> Multiplications:
        return Multiplications()

    def activations(self, _shape: Shape) -> int:
        return 0

    def initial(self, _shape: Shape, _random: np.random.Generator) -> Values:
        return {}


@dataclass(frozen=True, slots=True)
class Dense:
    units: int
    relu: bool = False

    def output_shape(self, shape: Shape) -> Shape:
        return (*shape[:-1], self.units)

    def multiplications(self, shape: Shape) -> Multiplications:
        product = math.prod(shape) * self.units
        return Multiplications(product, product, product)

    def activations(self, shape: Shape) -> int:
        return math.prod(self.output_shape(shape))

    def initial(self, shape: Shape, random: np.random.Generator) -> Values:
        return {"weights": _he_normal(random, shape[-1], (shape[-1], self.units)), "bias": _zeros(self.units)}


@dataclass(frozen=True, slots=True)
class Conv2D:
    """Without padding, stride 1, ReLU after it."""

    filters: int
    size: int

    def output_shape(self, shape: Shape) -> Shape:
        return (shape[0] - self.size + 1, shape[1] - self.size + 1, self.filters)

    def multiplications(self, shape: Shape) -> Multiplications:
        product = math.prod(self.output_shape(shape)) * self.size**2 * shape[-1]
        return Multiplications(product, product, product)

    def activations(self, shape: Shape) -> int:
        return math.prod(self.output_shape(shape))

    def initial(self, shape: Shape, random: np.random.Generator) -> Values:
        seen = self.size**2 * shape[-1]
        kernels = _he_normal(random, seen, (self.size, self.size, shape[-1], self.filters))
        return {"kernels": kernels, "bias": _zeros(self.filters)}


@dataclass(frozen=True, slots=True)
class LSTM:
    """The last hidden state. Gates lie in the order f, i, o, c~."""

    units: int

    def output_shape(self, _shape: Shape) -> Shape:
        return (self.units,)

    def multiplications(self, shape: Shape) -> Multiplications:
        steps, features = shape
        inputs = steps * features * 4 * self.units
        recurrent = (steps - 1) * self.units * 4 * self.units  # before the first step the state is 0
        return Multiplications(inputs + recurrent, inputs + 2 * recurrent, inputs)

    def activations(self, shape: Shape) -> int:
        return shape[0] * 6 * self.units  # four gates, the cells and the hidden states

    def initial(self, shape: Shape, random: np.random.Generator) -> Values:
        bound = 1 / math.sqrt(self.units)
        return {
            "input_weights": _uniform(random, bound, (shape[-1], 4 * self.units)),
            "recurrent_weights": _uniform(random, bound, (self.units, 4 * self.units)),
            "bias": _zeros(4 * self.units),
        }

    @staticmethod
    def reordered(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Columns f, i, o, c~ in the order i, f, c~, o: that of PyTorch and Keras."""
        f, i, o, c = np.split(values, 4, axis=-1)
        return np.concatenate([i, f, c, o], axis=-1)


@dataclass(frozen=True, slots=True)
class SelfAttention:
    heads: int

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def multiplications(self, shape: Shape) -> Multiplications:
        steps, features = shape
        projection, weighing = steps * features**2, steps**2 * features
        return Multiplications(4 * projection + 2 * weighing, 5 * projection + 4 * weighing, 3 * projection)

    def activations(self, shape: Shape) -> int:
        steps, features = shape
        # Queries, keys, values, what is attended to and the output; and the weights of each head.
        return 5 * steps * features + self.heads * steps**2

    def initial(self, shape: Shape, random: np.random.Generator) -> Values:
        width = shape[-1]
        values: dict[str, npt.NDArray[np.float32]] = {}
        for name in ("query", "key", "value", "output"):
            weights = random.standard_normal((width, width)) / math.sqrt(width)
            values[f"{name}_weights"] = weights.astype(np.float32)
            values[f"{name}_bias"] = _zeros(width)
        return values


@dataclass(frozen=True, slots=True)
class MaxPool2D(WithoutParameters):
    """Windows side by side; what is left over at the right and below is dropped."""

    size: int

    def output_shape(self, shape: Shape) -> Shape:
        return (shape[0] // self.size, shape[1] // self.size, shape[2])

    def activations(self, shape: Shape) -> int:
        return math.prod(self.output_shape(shape))


@dataclass(frozen=True, slots=True)
class Flatten(WithoutParameters):
    def output_shape(self, shape: Shape) -> Shape:
        return (math.prod(shape),)


@dataclass(frozen=True, slots=True)
class Dropout(WithoutParameters):
    rate: float

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def activations(self, shape: Shape) -> int:
        return math.prod(shape)


Part: TypeAlias = Dense | Conv2D | MaxPool2D | Flatten | Dropout | LSTM | SelfAttention


def _he_normal(random: np.random.Generator, seen: int, shape: Shape) -> npt.NDArray[np.float32]:
    """He et al. (2015): variance 2 over the number of values that each unit sees."""
    values: npt.NDArray[np.float64] = random.standard_normal(shape) * np.sqrt(2 / seen)
    return values.astype(np.float32)


def _uniform(random: np.random.Generator, bound: float, shape: Shape) -> npt.NDArray[np.float32]:
    values: npt.NDArray[np.float64] = random.uniform(-bound, bound, shape)
    return values.astype(np.float32)


def _zeros(size: int) -> npt.NDArray[np.float32]:
    return np.zeros(size, np.float32)
