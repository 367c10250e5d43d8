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
from tuitrainer.nn.draws import Draws
from tuitrainer.nn.initializers import Initializer
from tuitrainer.nn.parameter import Parameter
from tuitrainer.nn.regularizers import Regularizer

Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """A parameter before it exists."""

    role: str
    """"weights", "bias": the last part of its name; for a layer inside another, the last parts."""
    shape: Shape
    initializer: Initializer
    trainable: bool = True
    regularizer: Regularizer | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a layer computes with."""

    backend: Backend
    dtype: np.dtype[Any]
    draws: Draws

    def within(self, index: int) -> Setting:
        """The setting of the layer that stands at `index` inside this one."""
        return Setting(self.backend, self.dtype, self.draws.within(index))


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

    def check_values(self, x: npt.NDArray[Any], /) -> None:  # noqa: B027
        """Raise UserError where the values of a batch from outside (N, *input_shape) make no sense for this layer."""

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        """Receive what it computes with; `parameters` are those that `build` asked for, in its order."""
        self.attached = True
        self.setting = setting
        self.backend = setting.backend
        self.dtype = setting.dtype
        self.input_shape = input_shape
        self.output_shape = output_shape
        self.parameters = tuple(parameters)

    def workspace(self, *shape: int) -> Workspace:
        """A reusable array whose rows have this shape, in the network's dtype and on its backend."""
        return Workspace(self.backend, shape, self.dtype)

    @abstractmethod
    def forward(self, x: Array, training: bool, /) -> Array:
        """The output for x (N, *input_shape), N >= 1; keeps what `backward` needs. `x` is left as it is."""

    @abstractmethod
    def backward(self, dy: Array, gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        """Overwrite `gradients` (shaped as `parameters`) with those of the latest forward, given that of its output.

        Returns the gradient of the input, or None unless `input_gradient` (the first layer of a training step needs
        none). `dy` is the layer's to overwrite: what it returns may lie in the same memory.
        """
