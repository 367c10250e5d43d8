"""What max pooling and average pooling have in common: arguments and shapes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Setting, Shape
from tuitrainer.nn.layers.windows import PADDINGS, PairLike, Windows, check_pair, image_shape
from tuitrainer.nn.parameter import Parameter


class Pool2D(Layer):
    """(N, H, W, C) to (N, OH, OW, C): one value for each window of `pool_size` and each channel.

    `strides` is `pool_size` unless it is given, so that the windows stand side by side. What padding adds never counts.
    """

    def __init__(self, pool_size: PairLike = 2, strides: PairLike | None = None, padding: str = "valid") -> None:
        super().__init__()
        with Check() as check:
            self.pool_size = check_pair(check, "pool_size", pool_size)
            self.strides = self.pool_size if strides is None else check_pair(check, "strides", strides)
            self.padding = check.one_of("padding", padding, PADDINGS)
        self.windows = Windows(self.pool_size, self.strides, self.padding)

    def config(self) -> dict[str, Any]:
        return {"pool_size": list(self.pool_size), "strides": list(self.strides), "padding": self.padding}

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        height, width, channels = image_shape(input_shape)
        return (*self.windows.count((height, width), "pool_size"), channels), ()

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        height, width, _channels = image_shape(input_shape)
        self._zeros = self.windows.zeros_before((height, width))
        self._y = self.workspace(*output_shape)
        self._dx = self.workspace(*input_shape)
