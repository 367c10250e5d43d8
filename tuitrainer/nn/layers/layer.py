"""What a layer is: it says which shapes and parameters it has, and then maps batches forward and gradients back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from tuitrainer.base.checks import Check
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
    """False for what only a forward changes, as moving averages."""
    regularizer: Regularizer | None = None
    frozen: bool = False
    """Whether it is kept as it is though it is trainable, because its layer is not."""


@dataclass(frozen=True, slots=True)
class Place:
    """A layer at its place in a network, or inside another layer."""

    layer: Layer
    name: str
    """Its number and what it is: "0.dense"."""
    input_shape: Shape
    output_shape: Shape
    specs: tuple[ParameterSpec, ...]

    @property
    def parameter_names(self) -> tuple[str, ...]:
        return tuple(f"{self.name}.{spec.role}" for spec in self.specs)


@dataclass(frozen=True, slots=True)
class Part:
    """Layers that stand one after the other inside another layer."""

    name: str
    """What their names start with: "", "shortcut." or, for the branch at [1], "1."."""
    place: str
    """The argument of the outer layer that they came in, for errors: "layers", "branches[1]"."""
    layers: list[Layer]


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
    numbers, then `forward` and `backward`. A layer belongs to one network, where it may stand at several places: they
    share its parameters.
    """

    NAME: ClassVar[str]
    """As it stands in parameter names: "dense"."""
    LAYER_ARGUMENTS: ClassVar[tuple[str, ...]] = ()
    """Those of its arguments that are layers, or lists of them."""

    parts: tuple[Part, ...] = ()
    """The layers inside it."""
    depth = 0
    """How many layers stand inside each other in it."""
    count = 1
    """How many layers it is, those inside it counted too, and one for each part."""

    def __init__(self) -> None:
        self._trainable = True
        self.attached = False
        """Whether it belongs to a network."""
        self.parameters: tuple[Parameter, ...] = ()
        self.output: Array | None = None
        """What the latest forward gave, in the network's own memory: the next forward overwrites it."""

    @property
    def trainable(self) -> bool:
        """Whether training changes it.

        Set it to False, at any time, to freeze all its parameters and those of the layers inside it; to True to
        release them. Raises UserError for anything else.
        """
        learnable = [parameter for parameter in self.parameters if parameter.learnable]
        if learnable:
            return any(parameter.trainable for parameter in learnable)
        inside = [layer for part in self.parts for layer in part.layers]
        return any(layer.trainable for layer in inside) if inside else self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        with Check() as check:
            self._trainable = check.flag("trainable", value)
        for part in self.parts:
            for layer in part.layers:
                layer.trainable = value
        for parameter in self.parameters:
            parameter.trainable = value and parameter.learnable

    @abstractmethod
    def config(self) -> dict[str, Any]:
        """Its constructor's arguments as JSON can hold them."""

    def description(self) -> dict[str, Any]:
        """Its type and arguments, and that it is frozen if it is: what `layers.from_config` makes an equal one of."""
        frozen = {} if self.trainable else {"trainable": False}
        return {"type": type(self).__name__, **self.config(), **frozen}

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
        self.output = None

    def inside(self, _name: str, /) -> Iterator[tuple[str, Layer]]:
        """The layers that it hands its work to, each after the one it stands in, with their names; `_name` is its own.

        Where a layer shares its parameters with an earlier place, this is the one that works here.
        """
        return iter(())

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
