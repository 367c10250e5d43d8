"""Layers one after the other: the walk forward and back of a whole network, and of every layer that holds others."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.kernels.backend import Array
from tuitrainer.nn.layers.layer import Layer, Place, Setting, Shape
from tuitrainer.nn.parameter import Parameter

LARGEST_OUTPUT = 2**28
"""Numbers that one example may become: 1 GiB in float32, for a single layer's output."""
MOST_AXES = 63
"""An array has at most 64, and the first is the batch."""


def places_of(layers: Sequence[Layer], input_shape: Shape) -> tuple[Place, ...]:
    """The places of `layers` in a row, the first of which gets `input_shape`. Allocates nothing.

    Raises UserError placed at ``[i]...`` for a layer that can't take what comes, or makes too much of it.
    """
    places = []
    shape = input_shape
    for index, layer in enumerate(layers):
        try:
            output_shape, specs = layer.build(shape)
            _check_size(output_shape)
        except UserError as error:
            raise UserError(*(problem.within(f"[{index}]") for problem in error.problems)) from None
        if not layer.trainable:
            specs = tuple(replace(spec, frozen=True) for spec in specs)
        places.append(Place(layer, f"{index}.{layer.NAME}", shape, output_shape, specs))
        shape = output_shape
    return tuple(places)


def _check_size(shape: Shape) -> None:
    if len(shape) > MOST_AXES:
        message = _("its output would have {count} axes").format(count=len(shape))
        raise UserError(Problem(message, accepted=(f"<= {MOST_AXES}",)))
    if math.prod(shape) > LARGEST_OUTPUT:
        message = _("an output of shape {shape} has {count} values for each example, too many to train here")
        accepted = (f"<= {LARGEST_OUTPUT}",)
        raise UserError(Problem(message.format(shape=shape, count=math.prod(shape)), accepted=accepted))


@dataclass(frozen=True, slots=True)
class _Link:
    layer: Layer
    own: slice
    """Which of the chain's parameters are the layer's."""
    scratch: tuple[Array, ...] | None
    """Where its gradients go before they are added to those of other places that share the parameters."""


class Chain:
    """Layers that are attached to their numbers. `layers` are those that work here: see the constructor."""

    def __init__(self, places: Sequence[Place], setting: Setting, parameters: Sequence[Parameter]) -> None:
        """Attach the layers at `places`; `parameters` are all of theirs, in order.

        A layer that is attached already stands at an earlier place too. Here stands a copy of it: it shares the
        parameters, but remembers its own input and output.
        """
        self._backend = setting.backend
        self._parameters = tuple(parameters)
        links = []
        start = 0
        for index, place in enumerate(places):
            own = slice(start, start + len(place.specs))
            layer = copy.copy(place.layer) if place.layer.attached else place.layer
            layer.attach(setting.within(index), place.input_shape, place.output_shape, parameters[own])
            links.append(_Link(layer, own, _scratch(layer, setting)))
            start = own.stop
        self._links = tuple(links)
        self.layers = tuple(link.layer for link in links)

    def forward(self, x: Array, training: bool) -> Array:
        """What the last layer gives; `x` itself where there are no layers."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, dy: Array, gradients: Sequence[Array], input_gradient: bool) -> Array | None:
        """Write the gradients of all parameters, and return that of the input, or None unless `input_gradient`.

        Without it, nothing is calculated for the layers in front of the first that is trained. `dy` may be
        overwritten. Gradients of shared parameters are added: who starts the walk has set them to 0.
        """
        first = 0 if input_gradient else self._first_trained()
        for index in range(len(self._links) - 1, first - 1, -1):
            dx = self._backward_of(self._links[index], dy, gradients, input_gradient or index > first)
            if dx is None:
                return None
            dy = dx
        return dy if input_gradient else None

    def walk(self, prefix: str = "") -> Iterator[tuple[str, Layer]]:
        """All layers in the order of forward with their names, each before those inside it."""
        for index, layer in enumerate(self.layers):
            name = f"{prefix}{index}.{layer.NAME}"
            yield name, layer
            yield from layer.inside(name)

    def _backward_of(self, link: _Link, dy: Array, gradients: Sequence[Array], input_gradient: bool) -> Array | None:
        own = gradients[link.own]
        if link.scratch is None:
            return link.layer.backward(dy, own, input_gradient)
        dx = link.layer.backward(dy, link.scratch, input_gradient)
        for use, total in zip(link.scratch, own, strict=True):
            self._backend.add(use, total)
        return dx

    def _first_trained(self) -> int:
        for index, link in enumerate(self._links):
            if any(parameter.trainable for parameter in self._parameters[link.own]):
                return index
        return len(self._links)


def _scratch(layer: Layer, setting: Setting) -> tuple[Array, ...] | None:
    """None where nothing is shared; a layer that holds others leaves the adding to the chains inside it."""
    if layer.parts or not any(parameter.shared for parameter in layer.parameters):
        return None
    return tuple(setting.backend.from_numpy(np.zeros(parameter.shape, setting.dtype)) for parameter in layer.parameters)
