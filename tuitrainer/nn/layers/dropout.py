"""Values that are left out at random while training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.base.random import Purpose
from tuitrainer.kernels.backend import Array
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Setting, Shape
from tuitrainer.nn.parameter import Parameter


class Dropout(Layer):
    """While training each value becomes 0 with probability `rate`, and is divided by 1 - rate otherwise, so that its
    mean stays (Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014). In any
    other forward it is left as it is.

    Which values are left out depends on the seed, the training step and the layer's place alone.
    """

    NAME = "dropout"

    def __init__(self, rate: float) -> None:
        super().__init__()
        with Check() as check:
            self.rate = check.number("rate", rate, minimum=0.0, below=1.0)

    def config(self) -> dict[str, Any]:
        return {"rate": self.rate}

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        return input_shape, ()

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        self._draw = setting.draws.announce(Purpose.DROPOUT)
        self._key: Array | None = None
        """Of the latest forward's draws; None where it made none."""
        self._y = self.workspace(*output_shape)

    def forward(self, x: Array, training: bool, /) -> Array:
        if training and self.rate > 0:
            self._key = self.setting.draws.key(self._draw)
            self.output = self._y.rows(x.shape[0])
            self.backend.dropout(x, self.rate, self._key, self.output)
        else:
            self._key = None
            self.output = x
        return self.output

    def backward(self, dy: Array, _gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        if not input_gradient:
            return None
        if self._key is not None:
            self.backend.dropout(dy, self.rate, self._key, dy)
        return dy
