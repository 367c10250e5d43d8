"""A data set in memory: inputs, what is to be predicted, and where it comes from."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _

Kind = Literal["classification", "regression"]
Origin = Literal["carried", "formula", "fetched"]
"""A set is a table that comes with tuitrainer, is made by a formula, or is fetched by `tuitrainer data fetch`."""
INPUT_TYPES = (np.float64, np.float32, np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Inputs and targets, row by row, with their provenance. Raises ValueError when the parts don't fit together."""

    name: str
    x: NDArray[Any]
    """(N, ...): one row an example; images are (N, height, width, channels).

    float64; sets that are fetched are uint8, and once they are scaled float32, to be an eighth and half as large.
    """
    y: NDArray[np.int64] | NDArray[np.float64]
    """Labels (N,), indices into `classes`, for a classification, or (N, T) for one with an answer at each step of a
    sequence; targets (N, K) for a regression."""
    kind: Kind
    classes: tuple[str, ...]
    """Empty for a regression."""
    features: tuple[str, ...]
    """One name for each input value of an example, in memory order."""
    source: str
    licence: str
    citation: str
    plane: NDArray[np.float64] | None = None
    """The raw points (N, 2) behind a set that lives in a plane, whatever features `x` is made of; None elsewhere."""
    train_rows: int | None = None
    """How many of the first rows are there to learn from, where the authors of a set have split it; else None."""

    def __post_init__(self) -> None:
        rows = len(self.x)
        if self.x.dtype not in INPUT_TYPES or self.x.ndim < 2:
            raise ValueError("x must be float64, float32 or uint8 of shape (N, ...)")
        if len(self.features) != int(np.prod(self.x.shape[1:])):
            raise ValueError("there must be one feature name for each input value")
        if self.kind == "classification":
            if self.y.dtype != np.int64 or self.y.ndim not in (1, 2) or len(self.y) != rows:
                raise ValueError("labels must be int64 of shape (N,) or (N, T), as many as x has rows")
            if not self.classes or np.any((self.y < 0) | (self.y >= len(self.classes))):
                raise ValueError("every label must name a class")
        elif self.y.dtype != np.float64 or self.y.ndim != 2 or len(self.y) != rows:
            raise ValueError("targets must be float64 of shape (N, K), as many as x has rows")
        elif self.classes:
            raise ValueError("a regression has no classes")
        if self.plane is not None and self.plane.shape != (rows, 2):
            raise ValueError("plane must have the shape (N, 2)")
        if self.train_rows is not None and not 0 < self.train_rows < rows:
            raise ValueError("train_rows must leave something on both sides")

    def __len__(self) -> int:
        return len(self.x)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of one example, without the batch."""
        return self.x.shape[1:]

    def targets(self, units: int | None = None) -> NDArray[np.float64]:
        """What a network whose last layer has `units` units is trained towards, (N, units) or (N, T, units).

        A regression gives its targets; a classification one-hot rows, or for two classes and one unit the label
        itself as a column of 0 and 1. Raises UserError when no such targets exist.
        """
        if self.kind == "regression":
            widths = [self.y.shape[1]]
        else:
            widths = [1, 2] if len(self.classes) == 2 else [len(self.classes)]
        if units is not None and units not in widths:
            message = _("the data set '{name}' can't be learnt by a last layer of {units} units")
            raise UserError(
                Problem(message.format(name=self.name, units=units), accepted=tuple(str(width) for width in widths))
            )
        if self.kind == "regression":
            return cast("NDArray[np.float64]", self.y)
        if units == 1 and len(self.classes) == 2:
            return self.y.astype(np.float64)[..., np.newaxis]
        return one_hot(cast("NDArray[np.int64]", self.y), len(self.classes))

    def rows(self, indices: NDArray[np.int64]) -> Dataset:
        """The chosen examples, inputs, targets and plane points kept together, in the order of `indices`."""
        plane = None if self.plane is None else self.plane[indices]
        return dataclasses.replace(self, x=self.x[indices], y=self.y[indices], plane=plane, train_rows=None)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of data sets: its name, what it is, and the function that makes it."""

    name: str
    summary: str
    """One sentence in English, marked for translation."""
    load: Callable[..., Dataset]
    origin: Origin = "formula"
    shape: Callable[..., tuple[int, ...]] | None = None
    """Of a set that is fetched: takes and checks what `load` takes and returns the shape of one example, reading
    nothing. Elsewhere None: making the set costs little."""

    @property
    def description(self) -> str:
        """The summary in the user's language."""
        return _(self.summary)


def one_hot(labels: NDArray[np.int64], classes: int) -> NDArray[np.float64]:
    """Rows (N, classes) with a 1 at each label of (N,) and 0 elsewhere; (N, T, classes) for labels (N, T).

    Raises ValueError on a label out of range.
    """
    if np.any((labels < 0) | (labels >= classes)):
        raise ValueError(f"labels must lie from 0 to {classes - 1}")
    rows = np.zeros((*labels.shape, classes))
    np.put_along_axis(rows, labels[..., np.newaxis], 1.0, axis=-1)
    return rows
