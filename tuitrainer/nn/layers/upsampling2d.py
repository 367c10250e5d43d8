"""Larger images by repetition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import Array
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Setting, Shape
from tuitrainer.nn.layers.windows import PairLike, check_pair, image_shape
from tuitrainer.nn.parameter import Parameter


class UpSampling2D(Layer):
    """(N, H, W, C) to (N, H * size[0], W * size[1], C): every pixel is repeated (the nearest neighbour, as in Keras).

    A convolution after it learns what a transposed convolution does, without its chequered patterns (Odena, Dumoulin
    and Olah, "Deconvolution and checkerboard artifacts", 2016).
    """

    NAME = "upsampling2d"

    def __init__(self, size: PairLike = 2) -> None:
        super().__init__()
        with Check() as check:
            self.size = check_pair(check, "size", size)

    def config(self) -> dict[str, Any]:
        return {"size": list(self.size)}

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        height, width, channels = image_shape(input_shape)
        return (height * self.size[0], width * self.size[1], channels), ()

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        self._y = self.workspace(*output_shape)
        self._dx = self.workspace(*input_shape)

    def forward(self, x: Array, _training: bool, /) -> Array:
        y = self._y.rows(x.shape[0])
        self.backend.upsample_forward(x, self.size, y)
        self.output = y
        return y

    def backward(self, dy: Array, _gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        if not input_gradient:
            return None
        dx = self._dx.rows(dy.shape[0])
        self.backend.upsample_input_gradient(dy, self.size, dx)
        return dx
