"""Convolution over images."""

from __future__ import annotations

from collections.abc import Sequence

from tuitrainer.kernels.backend import Array
from tuitrainer.nn.layers.convolution import Convolution2D
from tuitrainer.nn.layers.layer import ParameterSpec, Setting, Shape
from tuitrainer.nn.layers.windows import image_shape
from tuitrainer.nn.parameter import Parameter


class Conv2D(Convolution2D):
    """y = activation(x * kernels + bias): (N, H, W, C_in) to (N, OH, OW, filters).

    Each pixel of y sees the window of x under the kernel, and all see it through the same kernels: (KH, KW, C_in,
    filters). Bias is (filters,). LeCun et al., "Gradient-based learning applied to document recognition" (1998).
    """

    NAME = "conv2d"

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        height, width, channels = image_shape(input_shape)
        count = self.windows.count((height, width), "kernel_size")
        specs = self.parameter_specs((*self.kernel_size, channels, self.filters))
        return (*count, self.filters), specs

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        height, width, _channels = image_shape(input_shape)
        self._zeros = self.windows.zeros_before((height, width))

    def forward(self, x: Array, _training: bool, /) -> Array:
        z = self._y.before(x.shape[0])
        self.backend.conv2d_forward(x, self._kernels, self._bias, self.strides, self._zeros, self._y.fused, z)
        self._x = x
        self.output = self._y.activate()
        return self.output

    def backward(self, dy: Array, gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        x = self._x
        assert x is not None  # noqa: S101 - the network refuses a backward before any forward
        dz = self._y.gradient(dy)
        self.backend.conv2d_kernels_gradient(x, dz, self.strides, self._zeros, gradients[0])
        if self.use_bias:
            self.backend.bias_gradient(dz, gradients[1])
        if not input_gradient:
            return None
        dx = self._dx.rows(x.shape[0])
        self.backend.conv2d_input_gradient(dz, self._kernels, self.strides, self._zeros, dx)
        return dx
