"""From any shape to one axis of features."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tuitrainer.kernels.backend import Array
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Shape


class Flatten(Layer):
    """(N, ...) to (N, D), rows of the last axis one after the other. A view: nothing is copied."""

    NAME = "flatten"

    def config(self) -> dict[str, Any]:
        return {}

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        return (math.prod(input_shape),), ()

    def forward(self, x: Array, _training: bool, /) -> Array:
        self.output = x.reshape(x.shape[0], *self.output_shape)
        return self.output

    def backward(self, dy: Array, _gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        return dy.reshape(dy.shape[0], *self.input_shape) if input_gradient else None
