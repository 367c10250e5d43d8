"""What a layer is: it says which shapes and parameters it has, and then maps batches forward and gradients back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Array, Backend
from tuitrainer.nn.arrays import Workspace
from tuitrainer.nn.initializers import Initializer
from tuitrainer.nn.parameter import Parameter

Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """A parameter before it exists."""

    role: str
    """"weights", "bias": the last part of its name."""
    shape: Shape
    initializer: Initializer
    trainable: bool = True


class Layer(ABC):
    """One layer. A constructor checks its arguments and raises UserError placed at their names; nothing is allocated.

    A network calls `build` to learn shapes (any number of times, it changes nothing), then once `attach` with the
    numbers, then `forward` and `backward`. A layer belongs to one network.
    """

    NAME: ClassVar[str]
    """As it stands in parameter names: "dense"."""

    def __init__(self) -> None:
        self.attached = False
        """Whether it belongs to a network."""
        self.parameters: tuple[Parameter, ...] = ()
        self.output: Array | None = None
        """What the latest forward gave, in the network's own memory: the next forward overwrites it."""

    @abstractmethod
    def config(self) -> dict[str, Any]:
        """Its constructor's arguments as JSON can hold them."""

    @abstractmethod
    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        """The output's shape and the parameters for an input of `input_shape`, all without the batch axis.

        Raises UserError where the layer can't take such an input.
        """

    def attach(
        self,
        backend: Backend,
        dtype: npt.DTypeLike,
        input_shape: Shape,
        output_shape: Shape,
        parameters: Sequence[Parameter],
    ) -> None:
        """Receive what it computes with; `parameters` are those that `build` asked for, in its order."""
        self.attached = True
        self.backend = backend
        self.dtype = np.dtype(dtype)
        self.input_shape = input_shape
        self.output_shape = output_shape
        self.parameters = tuple(parameters)

    def workspace(self, *shape: int) -> Workspace:
        """A reusable array whose rows have this shape, in the network's dtype and on its backend."""
        return Workspace(self.backend, shape, self.dtype)

    @abstractmethod
    def forward(self, x: Array, training: bool, /) -> Array:
        """The output for x (N, *input_shape), N >= 1; keeps what `backward` needs."""

    @abstractmethod
    def backward(self, dy: Array, gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        """Overwrite `gradients` (shaped as `parameters`) with those of the latest forward, given that of its output.

        Returns the gradient of the input, or None unless `input_gradient` (the first layer of a training step needs
        none). `dy` is left as it is.
        """
