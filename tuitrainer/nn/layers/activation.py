"""An activation as a layer of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import ACTIVATIONS, Array
from tuitrainer.nn.arrays import as_rows
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Setting, Shape
from tuitrainer.nn.parameter import Parameter


class Activation(Layer):
    """y = activation(x), element by element; softmax over the last axis."""

    NAME = "activation"

    def __init__(self, activation: str) -> None:
        super().__init__()
        with Check() as check:
            self.activation = check.one_of("activation", activation, ACTIVATIONS)

    def config(self) -> dict[str, Any]:
        return {"activation": self.activation}

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        return input_shape, ()

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        self._x: Array | None = None
        self._y = self.workspace(*output_shape)

    def forward(self, x: Array, _training: bool, /) -> Array:
        self._x = x
        self.output = self._y.rows(x.shape[0])
        self.backend.activation(self.activation, as_rows(x), as_rows(self.output))
        return self.output

    def backward(self, dy: Array, _gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        if not input_gradient:
            return None
        x, y = self._x, self.output
        assert x is not None  # noqa: S101 - the network refuses a backward before any forward
        assert y is not None  # noqa: S101
        self.backend.activation_gradient(self.activation, as_rows(x), as_rows(y), as_rows(dy), as_rows(dy))
        return dy
