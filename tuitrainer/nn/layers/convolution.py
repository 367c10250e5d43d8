"""What a convolution and the transposed convolution have in common: arguments, parameters, activation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import ACTIVATIONS, Array
from tuitrainer.nn import initializers, regularizers
from tuitrainer.nn.initializers import InitializerLike
from tuitrainer.nn.layers.activated import ActivatedOutput
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Setting, Shape
from tuitrainer.nn.layers.windows import PADDINGS, PairLike, Windows, check_pair
from tuitrainer.nn.parameter import Parameter
from tuitrainer.nn.regularizers import RegularizerLike


class Convolution2D(Layer):
    """Images (N, H, W, C_in) to images with `filters` channels.

    Parameters: kernels (KH, KW, ., .) and, unless use_bias is False, bias (filters,).
    """

    def __init__(
        self,
        filters: int,
        kernel_size: PairLike,
        strides: PairLike = 1,
        padding: str = "valid",
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: InitializerLike = "glorot_uniform",
        bias_initializer: InitializerLike = "zeros",
        kernel_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None,
    ) -> None:
        super().__init__()
        with Check() as check:
            self.filters = check.whole_number("filters", filters, minimum=1)
            self.kernel_size = check_pair(check, "kernel_size", kernel_size)
            self.strides = check_pair(check, "strides", strides)
            self.padding = check.one_of("padding", padding, PADDINGS)
            self.activation = check.one_of("activation", "linear" if activation is None else activation, ACTIVATIONS)
            self.use_bias = check.flag("use_bias", use_bias)
            self.kernel_initializer = check.part("kernel_initializer", lambda: initializers.get(kernel_initializer))
            self.bias_initializer = check.part("bias_initializer", lambda: initializers.get(bias_initializer))
            self.kernel_regularizer = check.part("kernel_regularizer", lambda: regularizers.get(kernel_regularizer))
            self.bias_regularizer = check.part("bias_regularizer", lambda: regularizers.get(bias_regularizer))
        self.windows = Windows(self.kernel_size, self.strides, self.padding)

    def config(self) -> dict[str, Any]:
        return {
            "filters": self.filters,
            "kernel_size": list(self.kernel_size),
            "strides": list(self.strides),
            "padding": self.padding,
            "activation": self.activation,
            "use_bias": self.use_bias,
            "kernel_initializer": initializers.describe(self.kernel_initializer),
            "bias_initializer": initializers.describe(self.bias_initializer),
            "kernel_regularizer": regularizers.describe(self.kernel_regularizer),
            "bias_regularizer": regularizers.describe(self.bias_regularizer),
        }

    def parameter_specs(self, kernels_shape: Shape) -> tuple[ParameterSpec, ...]:
        """Kernels and bias. Raises UserError where an initializer can't fill them."""
        kernels = ParameterSpec("kernels", kernels_shape, self.kernel_initializer, regularizer=self.kernel_regularizer)
        bias = ParameterSpec("bias", (self.filters,), self.bias_initializer, regularizer=self.bias_regularizer)
        with Check() as check:
            check.part("kernel_initializer", lambda: kernels.initializer.check_shape(kernels.shape))
            if self.use_bias:
                check.part("bias_initializer", lambda: bias.initializer.check_shape(bias.shape))
        return (kernels, bias) if self.use_bias else (kernels,)

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        self._kernels = parameters[0].values
        self._bias = parameters[1].values if self.use_bias else None
        self._x: Array | None = None
        self._y = ActivatedOutput(setting, self.activation, *output_shape)
        self._dx = self.workspace(*input_shape)
