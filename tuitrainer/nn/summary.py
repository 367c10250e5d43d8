"""The table of a network that Keras users know, as data and as text."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tuitrainer.base.texts import _
from tuitrainer.nn.architecture import Architecture
from tuitrainer.nn.layers import Place, Shape
from tuitrainer.nn.layers.composite import Composite

WIDTHS = (30, 32, 16)
"""Of the three columns; with one space between, a line has 80 characters."""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One layer of the network, or one inside another."""

    layer: str
    """"0.dense"; inside another layer "2.residual.shortcut.0.conv2d"."""
    type: str
    """"Dense"."""
    output_shape: Shape
    """Without the batch axis."""
    parameters: int
    """Those of the layers inside it are counted too; 0 where all were counted at an earlier place."""
    outer: tuple[str, ...] = ()
    """The layers that it stands in, from the outermost one: ("2.residual",)."""
    shared_with: str = ""
    """Where the same layer stands first; empty where this is the first place."""

    @property
    def label(self) -> str:
        """How its name goes on inside the layer that it stands in: "shortcut.0.conv2d"."""
        return self.layer.removeprefix(f"{self.outer[-1]}.") if self.outer else self.layer


@dataclass(frozen=True, slots=True)
class Summary:
    rows: tuple[SummaryRow, ...]
    trainable: int
    """How many numbers training changes."""
    non_trainable: int
    """How many it does not."""

    @property
    def total(self) -> int:
        return self.trainable + self.non_trainable

    def __str__(self) -> str:
        """A plain table of 80 columns."""
        header = _line(_("Layer (type)"), _("Output shape"), _("Parameters"))
        rows = [
            _line(
                f"{'  ' * len(row.outer)}{row.label} ({row.type})",
                show_shape(row.output_shape),
                _("shared") if row.shared_with else show_count(row.parameters),
            )
            for row in self.rows
        ]
        totals = (
            _("Total parameters: {count}").format(count=show_count(self.total)),
            _("Trainable parameters: {count}").format(count=show_count(self.trainable)),
            _("Non-trainable parameters: {count}").format(count=show_count(self.non_trainable)),
        )
        shared = [
            _("Shared: {layer} = {first}").format(layer=row.layer, first=row.shared_with)
            for row in self.rows
            if row.shared_with
        ]
        width = len(header)
        return "\n".join((header, "=" * width, *rows, "-" * width, *totals, *shared))


def summarize(architecture: Architecture, frozen: Collection[str] | None = None) -> Summary:
    """The summary of a network that need not have any numbers yet.

    `frozen` names the parameters that are not trained; None takes those whose layers are frozen from the start.
    """
    rows = _rows(architecture, architecture.places, ())
    kept = set(architecture.frozen if frozen is None else frozen)
    sizes = {name: math.prod(spec.shape) for name, spec in architecture.specs.items()}
    trained = [name for name, spec in architecture.specs.items() if spec.trainable and name not in kept]
    trainable = sum(sizes[name] for name in trained)
    return Summary(tuple(rows), trainable, sum(sizes.values()) - trainable)


def _rows(
    architecture: Architecture, places: Sequence[Place], outer: tuple[str, ...], part: str = ""
) -> list[SummaryRow]:
    """A row for each of `places`, in one part of the layer outer[-1], each followed by those of the layers inside."""
    rows: list[SummaryRow] = []
    for place in places:
        layer = place.layer
        name = ".".join((*outer[-1:], f"{part}{place.name}"))
        first = architecture.first_name(name)
        own = {f"{name}.{spec.role}": math.prod(spec.shape) for spec in place.specs}
        count = sum(size for parameter, size in own.items() if architecture.first_name(parameter) == parameter)
        shared_with = first if first != name else ""
        rows.append(SummaryRow(name, type(layer).__name__, place.output_shape, count, outer, shared_with))
        if isinstance(layer, Composite) and not shared_with:
            for inner, inside in zip(layer.parts, layer.places(place.input_shape), strict=True):
                rows += _rows(architecture, inside, (*outer, name), inner.name)
    return rows


def show_shape(shape: Shape) -> str:
    """With the batch axis as Keras shows it: "(None, 28, 28, 1)"."""
    return f"({', '.join(('None', *map(str, shape)))})"


def show_count(count: int) -> str:
    """Thousands apart by a space, which reads the same in every language: "109 386"."""
    return f"{count:,}".replace(",", " ")


def _line(layer: str, shape: str, parameters: str) -> str:
    first, second, third = WIDTHS
    return f"{_cut(layer, first):<{first}} {_cut(shape, second):<{second}} {parameters:>{third}}"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."
