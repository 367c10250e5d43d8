"""Noise that is added while training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.base.random import Purpose
from tuitrainer.kernels.backend import Array
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Setting, Shape
from tuitrainer.nn.parameter import Parameter


class GaussianNoise(Layer):
    """While training a normal draw of mean 0 and standard deviation `stddev` is added to each value; in any other
    forward it is left as it is. For small noise this comes close to a penalty on the slopes of the network (Bishop,
    "Training with noise is equivalent to Tikhonov regularization", 1995).

    The draws depend on the seed, the training step and the layer's place alone.
    """

    NAME = "gaussian_noise"

    def __init__(self, stddev: float) -> None:
        super().__init__()
        with Check() as check:
            self.stddev = check.number("stddev", stddev, minimum=0.0)

    def config(self) -> dict[str, Any]:
        return {"stddev": self.stddev}

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        return input_shape, ()

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        self._draw = setting.draws.announce(Purpose.NOISE)
        self._y = self.workspace(*output_shape)

    def forward(self, x: Array, training: bool, /) -> Array:
        if training and self.stddev > 0:
            self.output = self._y.rows(x.shape[0])
            self.backend.gaussian_noise(x, self.stddev, self.setting.draws.key(self._draw), self.output)
        else:
            self.output = x
        return self.output

    def backward(self, dy: Array, _gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        """What is added does not depend on x, so the gradient passes unchanged."""
        return dy if input_gradient else None
