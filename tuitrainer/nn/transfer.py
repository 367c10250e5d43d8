"""Weights that were learned in one network, taken over into another."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy.typing as npt

from tuitrainer.base.checks import Check, shown
from tuitrainer.base.errors import Problem, UserError, unknown_name
from tuitrainer.base.texts import _
from tuitrainer.nn.architecture import Architecture, architecture_from_config
from tuitrainer.nn.checkpoint import read_checkpoint

if TYPE_CHECKING:
    from tuitrainer.nn.network import Network

LayerKey: TypeAlias = str | int
"""A layer by its name ("0.dense", "2.residual.0.dense") or by its position in the network (-1 is the last)."""
Wanted: TypeAlias = Mapping[LayerKey, LayerKey] | Sequence[LayerKey] | None


def transfer(network: Network, source: Network | str | os.PathLike[str], layers: Wanted) -> None:
    """What `Network.load_weights` does."""
    theirs, arrays = _read(source)
    own = network.architecture
    specs = own.specs
    taken: dict[str, npt.NDArray[Any]] = {}
    with Check() as check:
        for key, key_there in _pairs(own, layers):
            here = check.part("layers", lambda key=key: _parameters(own, key))  # type: ignore[misc]
            there = check.part("layers", lambda key=key_there: _parameters(theirs, key))  # type: ignore[misc]
            for role, name in (here or {}).items():
                array = arrays[there[role]] if there and role in there else None
                shape = specs[name].shape
                if there and array is None:
                    message = _("layer {layer} of the source has no {role}").format(layer=shown(key_there), role=role)
                    check.wrong(name, message)
                elif array is not None and array.shape != shape:
                    message = _("values of shape {given} do not fit a parameter of shape {shape}")
                    check.wrong(name, message.format(given=array.shape, shape=shape))
                elif array is not None:
                    taken[name] = array
    for parameter in network.parameters:
        if parameter.name in taken:
            parameter.assign(taken[parameter.name])


def _read(source: Network | str | os.PathLike[str]) -> tuple[Architecture, Mapping[str, npt.NDArray[Any]]]:
    """Which layers the source has, and its parameters by name."""
    if not isinstance(source, str | os.PathLike):
        if not isinstance(getattr(source, "architecture", None), Architecture):
            raise UserError(Problem(_("{value} is neither a network nor a file").format(value=shown(source)), "source"))
        return source.architecture, {parameter.name: parameter.numpy() for parameter in source.parameters}
    checkpoint = read_checkpoint(source)
    if checkpoint.network is None:
        raise UserError(Problem(_("this checkpoint holds no network"), str(source)))
    return architecture_from_config(checkpoint.network), checkpoint.parameters


def _pairs(architecture: Architecture, layers: Wanted) -> list[tuple[LayerKey, LayerKey]]:
    """Which layer is filled from which."""
    if layers is None:
        return [(place.name, place.name) for place in architecture.places if place.specs]
    if isinstance(layers, Mapping):
        return list(layers.items())
    if isinstance(layers, str) or not isinstance(layers, Sequence):
        raise UserError(Problem(_("{value} is no list of layers").format(value=shown(layers)), "layers"))
    return [(key, key) for key in layers]


def _parameters(architecture: Architecture, key: object) -> dict[str, str]:
    """The parameters of one layer by what they are in it ("weights"). Raises UserError where there is no such layer."""
    places = architecture.places
    name = str(key)
    if isinstance(key, int) and not isinstance(key, bool) and -len(places) <= key < len(places):
        name = places[key].name
    found = {
        own_name.removeprefix(f"{name}."): architecture.first_name(own_name)
        for place in places
        for own_name in place.parameter_names
        if own_name.startswith(f"{name}.")
    }
    if not found:
        message = _("there is no layer {name} with parameters").format(name=shown(key))
        raise UserError(unknown_name(message, name, [place.name for place in places if place.specs]))
    return found
