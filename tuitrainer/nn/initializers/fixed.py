"""Initializers without chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.initializers.initializer import Initializer, Shape, Values


@dataclass(frozen=True)
class Constant(Initializer):
    """One number everywhere, or a nested list that broadcasts to the parameter's shape."""

    value: float | list[Any] = 0.0

    def __post_init__(self) -> None:
        try:
            values = np.asarray(self.value)
            finite = values.dtype.kind in "iuf" and bool(np.isfinite(values).all())
        except (ValueError, OverflowError):
            finite = False
        if not finite:
            raise UserError(Problem(_("this is neither a finite number nor an even nested list of them"), "value"))
        object.__setattr__(self, "value", values.astype(np.float64).tolist())

    def __call__(self, shape: Shape, _generator: np.random.Generator, /) -> Values:
        return np.broadcast_to(np.asarray(self.value, np.float64), shape).copy()

    def check_shape(self, shape: Shape, /) -> None:
        given = np.shape(self.value)
        try:
            fits = np.broadcast_shapes(given, shape) == shape
        except ValueError:
            fits = False
        if not fits:
            message = _("values of shape {given} do not fit a parameter of shape {shape}")
            raise UserError(Problem(message.format(given=given, shape=shape), "value"))


@dataclass(frozen=True)
class Identity(Initializer):
    """The identity matrix times `gain`, cut or padded with zeros where it is not square."""

    gain: float = 1.0

    def __post_init__(self) -> None:
        with Check() as check:
            object.__setattr__(self, "gain", check.number("gain", self.gain))

    def __call__(self, shape: Shape, _generator: np.random.Generator, /) -> Values:
        return self.gain * np.eye(shape[0], shape[1])

    def check_shape(self, shape: Shape, /) -> None:
        if len(shape) != 2:
            raise UserError(Problem(_("this initializer needs a parameter of exactly two axes")))


def zeros() -> Constant:
    return Constant(0.0)


def ones() -> Constant:
    return Constant(1.0)
