"""Layers that stand at several places of a network, and so share their weights: found, and put there again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.layers import Layer


def shared_places(layers: Sequence[Layer]) -> dict[str, str]:
    """Where a layer stands again, and where it stands first, by name: {"2.dense": "0.dense"}.

    For a layer inside another its place is "2.residual.0.dense". The insides of a layer that stands again are not
    listed: they are shared with it.
    """
    shared: dict[str, str] = {}
    _find(layers, "", {}, shared)
    return shared


def share(layers: list[Layer], shared: object) -> None:
    """Put the layers of the first places at the later ones too, as `shared_places` said; `layers` is changed.

    Raises UserError placed at ``shared`` for what it can't have said of these layers.
    """
    if not isinstance(shared, Mapping):
        raise UserError(Problem(_("this is no table of places"), "shared"))
    holders = dict(_holders(layers, ""))
    with Check() as check:
        for later, first in shared.items():
            if later not in holders or not isinstance(first, str) or first not in holders:
                check.wrong("shared", _("there are no two layers {names}").format(names=f"'{later}', '{first}'"))
            elif not _same(_layer(holders[later]), _layer(holders[first])):
                message = _("'{later}' and '{first}' are described differently, so they are not the same layer")
                check.wrong("shared", message.format(later=later, first=first))
    for later, first in shared.items():
        holder, index = holders[later]
        holder[index] = _layer(holders[first])
    if shared_places(layers) != shared:
        raise UserError(Problem(_("these places contradict each other"), "shared"))


def _find(layers: Sequence[Layer], prefix: str, first: dict[int, str], shared: dict[str, str]) -> None:
    for index, layer in enumerate(layers):
        name = f"{prefix}{index}.{layer.NAME}"
        if id(layer) in first:
            shared[name] = first[id(layer)]
        else:
            first[id(layer)] = name
            for part in layer.parts:
                _find(part.layers, f"{name}.{part.name}", first, shared)


def _holders(layers: list[Layer], prefix: str) -> Iterator[tuple[str, tuple[list[Layer], int]]]:
    """The name of each layer, with the list that it stands in and its index there."""
    for index, layer in enumerate(layers):
        name = f"{prefix}{index}.{layer.NAME}"
        yield name, (layers, index)
        for part in layer.parts:
            yield from _holders(part.layers, f"{name}.{part.name}")


def _same(layer: Layer, other: Layer) -> bool:
    """Whether two layers are described alike; counted first, as a file may compare one large layer with many small."""
    return layer.count == other.count and layer.description() == other.description()


def _layer(place: tuple[list[Layer], int]) -> Layer:
    holder, index = place
    return holder[index]
