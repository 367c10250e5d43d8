"""The layers. LAYERS holds them by the name that recipes and checkpoints use."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tuitrainer.base.construct import construct
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.layers.activation import Activation
from tuitrainer.nn.layers.dense import Dense
from tuitrainer.nn.layers.flatten import Flatten
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Setting, Shape
from tuitrainer.nn.layers.reshape import Reshape

__all__ = [
    "LAYERS", "Activation", "Dense", "Flatten", "Layer", "ParameterSpec", "Reshape", "Setting", "Shape", "describe",
    "from_config",
]  # fmt: skip

LAYERS: Mapping[str, type[Layer]] = MappingProxyType(
    {"Dense": Dense, "Activation": Activation, "Flatten": Flatten, "Reshape": Reshape}
)


def from_config(config: Mapping[str, Any]) -> Layer:
    """The layer that ``{"type": "Dense", "units": 32, ...}`` describes.

    Raises UserError placed at the argument's name (at "type" for the type itself).
    """
    arguments = dict(config)
    return construct(LAYERS, arguments.pop("type", ""), arguments, "type")


def describe(layer: Layer) -> dict[str, Any]:
    """What `from_config` makes an equal layer of, without its numbers."""
    for name, kind in LAYERS.items():
        if kind is type(layer):
            return {"type": name, **layer.config()}
    message = _("{name} is no built-in layer, so the network can't be saved").format(name=type(layer).__name__)
    raise UserError(Problem(message))
