"""The transposed convolution, which makes images larger: a convolution's way back used as a way forward."""

from __future__ import annotations

from collections.abc import Sequence

from tuitrainer.kernels.backend import Array
from tuitrainer.nn.layers.convolution import Convolution2D
from tuitrainer.nn.layers.layer import ParameterSpec, Setting, Shape
from tuitrainer.nn.layers.windows import image_shape
from tuitrainer.nn.parameter import Parameter


class Conv2DTranspose(Convolution2D):
    """Each pixel of x adds its multiple of the kernel to a window of y: (N, H, W, C_in) to (N, OH, OW, filters).

    As a matrix it is the transpose of the convolution over y with the same kernels (KH, KW, filters, C_in), strides and
    padding; so y is that convolution's input gradient, and its own gradients are that convolution and its kernels'
    gradient. Padding "same" makes y strides times as large as x; "valid" lets the last windows stand out.
    Zeiler et al., "Deconvolutional networks" (2010); Dumoulin and Visin, "A guide to convolution arithmetic" (2016).
    """

    NAME = "conv2d_transpose"

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        height, width, channels = image_shape(input_shape)
        image = self.windows.image_under((height, width))
        specs = self.parameter_specs((*self.kernel_size, self.filters, channels))
        return (*image, self.filters), specs

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        height, width, _channels = image_shape(output_shape)
        self._zeros = self.windows.zeros_before((height, width))

    def forward(self, x: Array, _training: bool, /) -> Array:
        z = self._y.before(x.shape[0])
        self.backend.conv2d_input_gradient(x, self._kernels, self.strides, self._zeros, z)
        if self._bias is not None:
            self.backend.add_bias(self._bias, z)
        if self._y.fused != "linear":
            self.backend.activation(self._y.fused, z, z)
        self._x = x
        self.output = self._y.activate()
        return self.output

    def backward(self, dy: Array, gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        x = self._x
        assert x is not None  # noqa: S101 - the network refuses a backward before any forward
        dz = self._y.gradient(dy)
        self.backend.conv2d_kernels_gradient(dz, x, self.strides, self._zeros, gradients[0])
        if self.use_bias:
            self.backend.bias_gradient(dz, gradients[1])
        if not input_gradient:
            return None
        dx = self._dx.rows(x.shape[0])
        self.backend.conv2d_forward(dz, self._kernels, None, self.strides, self._zeros, "linear", dx)
        return dx
