"""Bring inputs to a common scale with what is known from the training part alone: test rows must not leak into it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tuitrainer.data.arguments import Arguments
from tuitrainer.data.splitting import Split


@dataclass(frozen=True, slots=True, eq=False)
class Scaler:
    """Subtract `shift`, divide by `divisor`: one value each for every entry of the last axis."""

    name: str
    shift: NDArray[np.float64]
    divisor: NDArray[np.float64]

    def __call__(self, x: NDArray[Any]) -> NDArray[Any]:
        """`x` (..., D) scaled, as a new array; bytes become float32, which is what they are trained in."""
        if x.dtype != np.uint8:
            scaled: NDArray[Any] = (x - self.shift) / self.divisor
            return scaled
        pixels = x.astype(np.float32)
        for channel in range(x.shape[-1]):  # in place, as these are large; numbers go through faster than a short axis
            pixels[..., channel] -= np.float32(self.shift[channel])
            pixels[..., channel] /= np.float32(self.divisor[channel])
        return pixels


def scale(split: Split, name: str) -> Split:
    """Both parts with their inputs scaled, and the scaler that did it; plane points and targets stay as they are.

    "none" leaves inputs alone, "standard" gives mean 0 and standard deviation 1 (of the population) on the training
    part, "unit" the range 0 to 1 there; columns that are constant there are only shifted to 0. Statistics are taken
    over all axes but the last: by column in a table, by channel in images. Raises UserError on another name.
    """
    if split.scaler is not None:
        raise ValueError("the split is scaled already")
    check = Arguments()
    name = check.one_of("scale", name, tuple(SCALES))
    check.finish()
    scaler = SCALES[name](split.train.x)
    return Split(
        dataclasses.replace(split.train, x=scaler(split.train.x)),
        dataclasses.replace(split.test, x=scaler(split.test.x)),
        scaler,
    )


def standardize(split: Split) -> Split:
    """`scale(split, "standard")`."""
    return scale(split, "standard")


def _none(x: NDArray[Any]) -> Scaler:
    return Scaler("none", np.zeros(x.shape[-1]), np.ones(x.shape[-1]))


def _standard(x: NDArray[Any]) -> Scaler:
    columns = x.reshape(-1, x.shape[-1])
    if columns.dtype == np.uint8:
        return _standard_of_bytes(columns)
    # Rounding can give a constant column a tiny deviation, which would blow it up: only the range is exact.
    constant = np.ptp(columns, axis=0) == 0
    return Scaler(
        "standard",
        np.where(constant, columns[0], columns.mean(axis=0)),
        np.where(constant, 1.0, columns.std(axis=0)),
    )


def _standard_of_bytes(columns: NDArray[np.uint8]) -> Scaler:
    """From how often each value is there: floating-point copies of all pixels would not fit everywhere."""
    counts = np.array([np.bincount(column, minlength=256) for column in columns.T])
    levels = np.arange(256.0)
    mean = counts @ levels / len(columns)
    variance = np.array([(counts[index] * (levels - mean[index]) ** 2).sum() for index in range(len(mean))])
    constant = np.ptp(columns, axis=0) == 0
    return Scaler(
        "standard",
        np.where(constant, columns[0], mean),
        np.where(constant, 1.0, np.sqrt(variance / len(columns))),
    )


def _unit(x: NDArray[Any]) -> Scaler:
    columns = x.reshape(-1, x.shape[-1])
    extent = np.ptp(columns, axis=0)
    return Scaler("unit", columns.min(axis=0).astype(np.float64), np.where(extent == 0, 1.0, extent))


SCALES: Mapping[str, Callable[[NDArray[Any]], Scaler]] = MappingProxyType(
    {"none": _none, "standard": _standard, "unit": _unit}
)
"""Scale name -> function that fits it to training inputs (N, ..., D)."""
