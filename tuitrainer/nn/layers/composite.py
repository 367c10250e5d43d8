"""What the layers that hold others have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy.typing as npt

from tuitrainer.base.checks import Check, shown
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.layers.chain import Chain, places_of
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Part, Place, Setting, Shape
from tuitrainer.nn.parameter import Parameter

MAXIMUM_DEPTH = 16
"""Layers inside each other: more is a mistake, or a file made to exhaust the stack."""
MAXIMUM_LAYERS = 10_000
"""Layers in a network, a shared one counted wherever it stands, and a layer that holds others once for each part."""


class Composite(Layer):
    """Parts, each a row of layers, which all get the same input.

    The parameters of the inner layers are its own: "0.dense.weights" inside a Residual that stands at 2 is called
    "2.residual.0.dense.weights".
    """

    def __init__(self, *parts: Part) -> None:
        """Raises UserError for more than MAXIMUM_DEPTH layers inside each other or MAXIMUM_LAYERS in all."""
        super().__init__()
        self.parts = parts
        layers = [layer for part in parts for layer in part.layers]
        self.depth = 1 + max((layer.depth for layer in layers), default=0)
        self.count = len(parts) + sum(layer.count for layer in layers)
        if self.depth > MAXIMUM_DEPTH:
            raise UserError(Problem(_("layers stand too deep inside each other"), accepted=(f"<= {MAXIMUM_DEPTH}",)))
        if self.count > MAXIMUM_LAYERS:
            raise UserError(Problem(_("these are too many layers"), accepted=(f"<= {MAXIMUM_LAYERS}",)))

    @abstractmethod
    def joined_shape(self, input_shape: Shape, output_shapes: Sequence[Shape], /) -> Shape:
        """The shape of the whole output, given that of each part. Raises UserError where they do not fit together."""

    def places(self, input_shape: Shape) -> list[tuple[Place, ...]]:
        """The places of each part's layers. Raises UserError as `build` does."""
        with Check() as check:
            return [
                check.part(part.place, lambda part=part: places_of(part.layers, input_shape))  # type: ignore[misc]
                for part in self.parts
            ]

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        of_parts = self.places(input_shape)
        shapes = [places[-1].output_shape if places else input_shape for places in of_parts]
        specs = tuple(
            replace(spec, role=f"{part.name}{place.name}.{spec.role}")
            for part, places in zip(self.parts, of_parts, strict=True)
            for place in places
            for spec in place.specs
        )
        return self.joined_shape(input_shape, shapes), specs

    def check_values(self, x: npt.NDArray[Any], /) -> None:
        for part in self.parts:
            if part.layers:
                part.layers[0].check_values(x)

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        chains, self._own = [], []
        start = 0
        for index, places in enumerate(self.places(input_shape)):
            own = slice(start, start + sum(len(place.specs) for place in places))
            chains.append(Chain(places, setting.within(index), parameters[own]))
            self._own.append(own)
            start = own.stop
        self.chains = tuple(chains)
        """The layers of each part, attached."""

    def inside(self, name: str, /) -> Iterator[tuple[str, Layer]]:
        for part, chain in zip(self.parts, self.chains, strict=True):
            yield from chain.walk(f"{name}.{part.name}")


def layer_list(check: Check, place: str, given: object) -> list[Layer]:
    """A list of layers; what else it may be is noted in `check` at `place`."""
    if isinstance(given, str) or not isinstance(given, Sequence):
        check.wrong(place, _("{value} is no list of layers").format(value=shown(given)))
        return []
    for index, layer in enumerate(given):
        if not isinstance(layer, Layer):
            check.wrong(f"{place}[{index}]", _("{type} is no layer").format(type=type(layer).__name__))
    return list(given)
