"""From an image to one value for each channel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import Array
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Setting, Shape
from tuitrainer.nn.layers.windows import image_shape
from tuitrainer.nn.parameter import Parameter


class GlobalAveragePool2D(Layer):
    """(N, H, W, C) to (N, C): the mean of each channel over the whole image; (N, 1, 1, C) with `keepdims`.

    Lin, Chen and Yan, "Network in network" (2014), section 3.2. It takes the place of the large dense layers at the end
    of older networks, and has no parameters.
    """

    NAME = "global_average_pool2d"

    def __init__(self, keepdims: bool = False) -> None:
        super().__init__()
        with Check() as check:
            self.keepdims = check.flag("keepdims", keepdims)

    def config(self) -> dict[str, Any]:
        return {"keepdims": self.keepdims}

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        _height, _width, channels = image_shape(input_shape)
        return (1, 1, channels) if self.keepdims else (channels,), ()

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        height, width, channels = image_shape(input_shape)
        self._window = (height, width)
        self._y = self.workspace(1, 1, channels)
        self._dx = self.workspace(*input_shape)

    def forward(self, x: Array, _training: bool, /) -> Array:
        y = self._y.rows(x.shape[0])
        self.backend.average_pool_forward(x, self._window, (1, 1), (0, 0), y)
        self.output = y.reshape(x.shape[0], *self.output_shape)
        return self.output

    def backward(self, dy: Array, _gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        if not input_gradient:
            return None
        dx = self._dx.rows(dy.shape[0])
        self.backend.average_pool_input_gradient(dy.reshape(dy.shape[0], 1, 1, -1), self._window, (1, 1), (0, 0), dx)
        return dx
