"""Initializers whose spread depends on how many values a unit reads or feeds, so that signals keep their size.

LeCun et al., "Efficient backprop" (1998); Glorot and Bengio, "Understanding the difficulty of training deep feedforward
neural networks" (2010); He et al., "Delving deep into rectifiers" (2015). Definitions are those of Keras 3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tuitrainer.base.checks import Check
from tuitrainer.nn.initializers.drawn import truncated_normal
from tuitrainer.nn.initializers.initializer import Initializer, Shape, Values

TRUNCATED_STANDARD_DEVIATION = 0.87962566103423978
"""Of a standard normal that is cut at -2 and 2; draws are divided by it to have the deviation that is asked for."""


@dataclass(frozen=True)
class VarianceScaling(Initializer):
    """Draws of mean 0 and variance scale / n, where n is the number of inputs, of outputs or their mean."""

    scale: float = 1.0
    mode: str = "fan_in"
    distribution: str = "truncated_normal"

    def __post_init__(self) -> None:
        with Check() as check:
            object.__setattr__(self, "scale", check.number("scale", self.scale, above=0.0))
            check.one_of("mode", self.mode, ("fan_in", "fan_out", "fan_avg"))
            check.one_of("distribution", self.distribution, ("truncated_normal", "untruncated_normal", "uniform"))

    def __call__(self, shape: Shape, generator: np.random.Generator, /) -> Values:
        fan_in, fan_out = fans(shape)
        fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        deviation = math.sqrt(self.scale / max(1.0, fan))
        if self.distribution == "uniform":
            limit = math.sqrt(3.0) * deviation
            return generator.uniform(-limit, limit, shape)
        if self.distribution == "truncated_normal":
            return deviation / TRUNCATED_STANDARD_DEVIATION * truncated_normal(shape, generator)
        return deviation * generator.standard_normal(shape)


def fans(shape: Shape) -> tuple[int, int]:
    """(fan_in, fan_out) of a parameter: (D_in, D_out) of weights; kernels count every position of their window."""
    if len(shape) < 2:
        size = math.prod(shape)
        return size, size
    window = math.prod(shape[:-2])
    return window * shape[-2], window * shape[-1]


def lecun_uniform() -> VarianceScaling:
    return VarianceScaling(1.0, "fan_in", "uniform")


def lecun_normal() -> VarianceScaling:
    return VarianceScaling(1.0, "fan_in", "truncated_normal")


def glorot_uniform() -> VarianceScaling:
    return VarianceScaling(1.0, "fan_avg", "uniform")


def glorot_normal() -> VarianceScaling:
    return VarianceScaling(1.0, "fan_avg", "truncated_normal")


def he_uniform() -> VarianceScaling:
    return VarianceScaling(2.0, "fan_in", "uniform")


def he_normal() -> VarianceScaling:
    return VarianceScaling(2.0, "fan_in", "truncated_normal")
