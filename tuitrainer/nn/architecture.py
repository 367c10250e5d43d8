"""A network before it has numbers: its layers, the shapes between them and the parameters that they need."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn import layers as layer_table
from tuitrainer.nn.layers import Layer, ParameterSpec, Shape
from tuitrainer.nn.regularizers import Regularizer

MAXIMUM_PARAMETERS = 2**28
"""1 GiB in float32, and as much again for gradients and for each moment: more is a slip of the keyboard here."""


@dataclass(frozen=True, slots=True)
class Place:
    """A layer at its place in a network."""

    layer: Layer
    name: str
    """"0.dense"."""
    input_shape: Shape
    output_shape: Shape
    specs: tuple[ParameterSpec, ...]

    @property
    def parameter_names(self) -> tuple[str, ...]:
        return tuple(f"{self.name}.{spec.role}" for spec in self.specs)


@dataclass(frozen=True, slots=True)
class Architecture:
    """Shapes are without the batch axis."""

    input_shape: Shape
    places: tuple[Place, ...]

    @property
    def output_shape(self) -> Shape:
        return self.places[-1].output_shape

    @property
    def parameters(self) -> list[tuple[str, Shape, bool, Regularizer | None]]:
        """(name, shape, trainable, regularizer) of each, in the order in which they lie in memory."""
        return [
            (name, spec.shape, spec.trainable, spec.regularizer)
            for place in self.places
            for name, spec in zip(place.parameter_names, place.specs, strict=True)
        ]

    def config(self) -> dict[str, Any]:
        """What `architecture_from_config` makes an equal one of, as JSON can hold it."""
        described = [layer_table.describe(place.layer) for place in self.places]
        return {"input_shape": list(self.input_shape), "layers": described}


def build_architecture(layers: Sequence[Layer], input_shape: Sequence[int]) -> Architecture:
    """Join layers to each other. Allocates nothing.

    Raises UserError, placed at ``input_shape`` or ``layers[i]...``, for shapes that do not fit, a layer that stands
    twice, and more than MAXIMUM_PARAMETERS.
    """
    shape = checked_shape(input_shape)
    if not layers:
        raise UserError(Problem(_("a network needs at least one layer"), "layers"))
    first = shape
    places: list[Place] = []
    total = 0
    for index, layer in enumerate(layers):
        where = f"layers[{index}]"
        if not isinstance(layer, Layer):
            raise UserError(
                Problem(_("{type} is no layer").format(type=type(layer).__name__), where, tuple(layer_table.LAYERS))
            )
        earlier = [place.layer for place in places]
        if any(layer is other for other in earlier):
            message = _("this layer stands at layers[{index}] already; weights can't be shared, so make a second layer")
            raise UserError(Problem(message.format(index=earlier.index(layer)), where))
        try:
            output_shape, specs = layer.build(shape)
        except UserError as error:
            raise UserError(*(problem.within(where) for problem in error.problems)) from None
        total += sum(math.prod(spec.shape) for spec in specs)
        if total > MAXIMUM_PARAMETERS:
            message = _("with this layer the network has {count} parameters, too many to train here")
            accepted = (f"<= {MAXIMUM_PARAMETERS}",)
            raise UserError(Problem(message.format(count=total), where, accepted))
        places.append(Place(layer, f"{index}.{layer.NAME}", shape, output_shape, specs))
        shape = output_shape
    return Architecture(first, tuple(places))


def architecture_from_config(config: Mapping[str, Any]) -> Architecture:
    """The architecture that ``{"input_shape": [4], "layers": [{"type": "Dense", "units": 3}]}`` describes.

    Raises UserError with every problem of the layers' arguments.
    """
    described = config.get("layers")
    if not isinstance(described, Sequence) or not all(isinstance(entry, Mapping) for entry in described):
        raise UserError(Problem(_("the layers are no list of tables"), "layers"))
    with Check() as check:
        layers = [
            check.part(f"layers[{index}]", lambda entry=entry: layer_table.from_config(entry))  # type: ignore[misc]
            for index, entry in enumerate(described)
        ]
    return build_architecture(layers, config.get("input_shape", ()))


def checked_shape(input_shape: object) -> Shape:
    """An input shape (without the batch axis) as a tuple of at least one size, all >= 1."""
    if isinstance(input_shape, str) or not isinstance(input_shape, Sequence) or not input_shape:
        message = _("an input shape is a list of one or more whole numbers, without the batch axis")
        raise UserError(Problem(message, "input_shape", ("(4,)", "(28, 28, 1)")))
    with Check() as check:
        return tuple(check.whole_number(f"input_shape[{axis}]", size, 1) for axis, size in enumerate(input_shape))
