"""A network before it has numbers: its layers, the shapes between them and the parameters that they need."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn import layers as layer_table
from tuitrainer.nn.layers import Layer, ParameterSpec, Place, Shape
from tuitrainer.nn.layers.chain import MOST_AXES, places_of
from tuitrainer.nn.layers.composite import MAXIMUM_LAYERS
from tuitrainer.nn.regularizers import Regularizer
from tuitrainer.nn.sharing import share, shared_places

MAXIMUM_PARAMETERS = 2**28
"""1 GiB in float32, and as much again for gradients and for each moment: more is a slip of the keyboard here."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """Shapes are without the batch axis."""

    input_shape: Shape
    places: tuple[Place, ...]
    shared: dict[str, str]
    """Where a layer stands again, and where it stands first, by name: {"2.dense": "0.dense"}."""

    @property
    def output_shape(self) -> Shape:
        return self.places[-1].output_shape

    @property
    def uses(self) -> list[tuple[str, ParameterSpec]]:
        """The name of the parameter that is meant and what is asked of it, for every place in order.

        What is shared comes once for each place, always under the name of the first.
        """
        return [
            (self.first_name(name), spec)
            for place in self.places
            for name, spec in zip(place.parameter_names, place.specs, strict=True)
        ]

    @property
    def specs(self) -> dict[str, ParameterSpec]:
        """Each parameter once, by name, in the order in which they lie in memory."""
        return dict(self.uses)

    @property
    def parameters(self) -> list[tuple[str, Shape, bool, Regularizer | None]]:
        """(name, shape, trainable, regularizer) of each, in the order in which they lie in memory."""
        return [(name, spec.shape, spec.trainable, spec.regularizer) for name, spec in self.specs.items()]

    @property
    def frozen(self) -> list[str]:
        """The names of the parameters that could be trained, but start frozen."""
        return [name for name, spec in self.specs.items() if spec.trainable and spec.frozen]

    def first_name(self, name: str) -> str:
        """The name under which the layer or parameter `name` stands first: "0.dense.bias" for "2.dense.bias"."""
        if not self.shared:
            return name
        parts = name.split(".")
        for end in range(2, len(parts) + 1):
            first = self.shared.get(".".join(parts[:end]))
            if first is not None:  # that place may be inside a layer that is itself not the first
                return self.first_name(".".join((first, *parts[end:])))
        return name

    def config(self) -> dict[str, Any]:
        """What `architecture_from_config` makes an equal one of, as JSON can hold it."""
        described = [layer_table.describe(place.layer) for place in self.places]
        return {"input_shape": list(self.input_shape), "layers": described, "shared": dict(self.shared)}


def build_architecture(layers: Sequence[Layer], input_shape: Sequence[int]) -> Architecture:
    """Join layers to each other. Allocates nothing.

    Raises UserError, placed at ``input_shape`` or ``layers[i]...``, for shapes that do not fit, for a layer that would
    need other parameters at its second place than at its first, and for more than MAXIMUM_PARAMETERS or
    MAXIMUM_LAYERS.
    """
    shape = checked_shape(input_shape)
    if not layers:
        raise UserError(Problem(_("a network needs at least one layer"), "layers"))
    for index, layer in enumerate(layers):
        if not isinstance(cast(object, layer), Layer):
            message = _("{type} is no layer").format(type=type(layer).__name__)
            raise UserError(Problem(message, f"layers[{index}]", tuple(layer_table.LAYERS)))
    if sum(layer.count for layer in layers) > MAXIMUM_LAYERS:
        raise UserError(Problem(_("these are too many layers"), "layers", (f"<= {MAXIMUM_LAYERS}",)))
    with Check() as check:
        places = check.part("layers", lambda: places_of(layers, shape))
    architecture = Architecture(shape, places, shared_places(layers))
    _check_parameters(architecture)
    return architecture


def _check_parameters(architecture: Architecture) -> None:
    shapes: dict[str, Shape] = {}
    total = 0
    for index, place in enumerate(architecture.places):
        for own_name, spec in zip(place.parameter_names, place.specs, strict=True):
            name = architecture.first_name(own_name)
            if name not in shapes:
                shapes[name] = spec.shape
                total += math.prod(spec.shape)
            elif shapes[name] != spec.shape:
                message = _(
                    "'{own}' is shared with '{name}', which has the shape {first}, but here it would need {shape}"
                )
                message = message.format(own=own_name, name=name, first=shapes[name], shape=spec.shape)
                raise UserError(Problem(message, f"layers[{index}]"))
        if total > MAXIMUM_PARAMETERS:
            message = _("with this layer the network has {count} parameters, too many to train here")
            accepted = (f"<= {MAXIMUM_PARAMETERS}",)
            raise UserError(Problem(message.format(count=total), f"layers[{index}]", accepted))


def architecture_from_config(config: Mapping[str, Any]) -> Architecture:
    """The architecture that ``{"input_shape": [4], "layers": [{"type": "Dense", "units": 3}]}`` describes.

    Raises UserError with every problem of the layers' arguments, and for a table ``shared`` that does not fit them.
    """
    described = config.get("layers")
    if not isinstance(described, Sequence) or not all(isinstance(entry, Mapping) for entry in described):
        raise UserError(Problem(_("the layers are no list of tables"), "layers"))
    with Check() as check:
        layers = [
            check.part(f"layers[{index}]", lambda entry=entry: layer_table.from_config(entry))  # type: ignore[misc]
            for index, entry in enumerate(described)
        ]
    share(layers, config.get("shared", {}))
    return build_architecture(layers, config.get("input_shape", ()))


def checked_shape(input_shape: object) -> Shape:
    """An input shape (without the batch axis) as a tuple of at least one size, all >= 1."""
    if isinstance(input_shape, str) or not isinstance(input_shape, Sequence) or not input_shape:
        message = _("an input shape is a list of one or more whole numbers, without the batch axis")
        raise UserError(Problem(message, "input_shape", ("(4,)", "(28, 28, 1)")))
    if len(input_shape) > MOST_AXES:
        raise UserError(Problem(_("these are too many axes"), "input_shape", (f"<= {MOST_AXES}",)))
    with Check() as check:
        return tuple(check.whole_number(f"input_shape[{axis}]", size, 1) for axis, size in enumerate(input_shape))
