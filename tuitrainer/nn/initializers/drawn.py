"""Initializers that draw from one distribution, whatever the shape."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.initializers.initializer import Initializer, Shape, Values


@dataclass(frozen=True)
class RandomNormal(Initializer):
    mean: float = 0.0
    stddev: float = 0.05

    def __post_init__(self) -> None:
        with Check() as check:
            object.__setattr__(self, "mean", check.number("mean", self.mean))
            object.__setattr__(self, "stddev", check.number("stddev", self.stddev, minimum=0.0))

    def __call__(self, shape: Shape, generator: np.random.Generator, /) -> Values:
        return self.mean + self.stddev * generator.standard_normal(shape)


@dataclass(frozen=True)
class TruncatedNormal(RandomNormal):
    """A normal distribution whose draws beyond two `stddev` are drawn again; their deviation is 0.88 `stddev`."""

    def __call__(self, shape: Shape, generator: np.random.Generator, /) -> Values:
        return self.mean + self.stddev * truncated_normal(shape, generator)


@dataclass(frozen=True)
class RandomUniform(Initializer):
    """Numbers from `minval` up to `maxval`."""

    minval: float = -0.05
    maxval: float = 0.05

    def __post_init__(self) -> None:
        with Check() as check:
            object.__setattr__(self, "minval", check.number("minval", self.minval))
            object.__setattr__(self, "maxval", check.number("maxval", self.maxval, minimum=self.minval))

    def __call__(self, shape: Shape, generator: np.random.Generator, /) -> Values:
        return generator.uniform(self.minval, self.maxval, shape)


@dataclass(frozen=True)
class Orthogonal(Initializer):
    """A random matrix with orthonormal columns (or rows, where it is wide) times `gain`: Saxe et al. (2014)."""

    gain: float = 1.0

    def __post_init__(self) -> None:
        with Check() as check:
            object.__setattr__(self, "gain", check.number("gain", self.gain))

    def __call__(self, shape: Shape, generator: np.random.Generator, /) -> Values:
        rows, columns = math.prod(shape[:-1]), shape[-1]
        q, r = np.linalg.qr(generator.standard_normal((max(rows, columns), min(rows, columns))))
        # QR fixes no signs; with those of R's diagonal, every orthogonal matrix is equally likely (Mezzadri, 2007).
        q = q * np.where(np.diagonal(r) < 0, -1.0, 1.0)
        return self.gain * np.ascontiguousarray(q if rows >= columns else q.T).reshape(shape)

    def check_shape(self, shape: Shape, /) -> None:
        if len(shape) < 2:
            raise UserError(Problem(_("this initializer needs a parameter of two or more axes")))


def truncated_normal(shape: Shape, generator: np.random.Generator) -> Values:
    """Draws of a standard normal distribution, those beyond -2 and 2 drawn again."""
    values = generator.standard_normal(shape)
    while (outside := np.abs(values) > 2.0).any():
        values[outside] = generator.standard_normal(np.count_nonzero(outside))
    return values
