"""The table of a network that Keras users know, as data and as text."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from tuitrainer.base.texts import _
from tuitrainer.nn.architecture import Architecture
from tuitrainer.nn.layers import Shape

WIDTHS = (30, 32, 16)
"""Of the three columns; with one space between, a line has 80 characters."""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    layer: str
    """"0.dense"."""
    type: str
    """"Dense"."""
    output_shape: Shape
    """Without the batch axis."""
    parameters: int


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
            _line(f"{row.layer} ({row.type})", show_shape(row.output_shape), show_count(row.parameters))
            for row in self.rows
        ]
        totals = (
            _("Total parameters: {count}").format(count=show_count(self.total)),
            _("Trainable parameters: {count}").format(count=show_count(self.trainable)),
            _("Non-trainable parameters: {count}").format(count=show_count(self.non_trainable)),
        )
        width = len(header)
        return "\n".join((header, "=" * width, *rows, "-" * width, *totals))


def summarize(architecture: Architecture, frozen: Collection[str] = ()) -> Summary:
    """The summary of a network that need not have any numbers yet; `frozen` names parameters that are not trained."""
    rows = tuple(
        SummaryRow(
            place.name,
            type(place.layer).__name__,
            place.output_shape,
            sum(math.prod(spec.shape) for spec in place.specs),
        )
        for place in architecture.places
    )
    total = sum(row.parameters for row in rows)
    trainable = sum(
        math.prod(shape) for name, shape, trains, _penalty in architecture.parameters if trains and name not in frozen
    )
    return Summary(rows, trainable, total - trainable)


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
