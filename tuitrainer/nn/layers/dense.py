"""The fully connected layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import ACTIVATIONS, Array
from tuitrainer.nn import initializers, regularizers
from tuitrainer.nn.arrays import as_rows
from tuitrainer.nn.initializers import InitializerLike
from tuitrainer.nn.layers.activated import ActivatedOutput
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Setting, Shape
from tuitrainer.nn.parameter import Parameter
from tuitrainer.nn.regularizers import RegularizerLike


class Dense(Layer):
    """y = activation(x @ weights + bias) over the last axis: (N, ..., D_in) to (N, ..., units).

    Parameters: weights (D_in, units) and, unless use_bias is False, bias (units,).
    """

    NAME = "dense"

    def __init__(
        self,
        units: int,
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: InitializerLike = "glorot_uniform",
        bias_initializer: InitializerLike = "zeros",
        kernel_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None,
    ) -> None:
        super().__init__()
        with Check() as check:
            self.units = check.whole_number("units", units, minimum=1)
            self.activation = check.one_of("activation", "linear" if activation is None else activation, ACTIVATIONS)
            self.use_bias = check.flag("use_bias", use_bias)
            self.kernel_initializer = check.part("kernel_initializer", lambda: initializers.get(kernel_initializer))
            self.bias_initializer = check.part("bias_initializer", lambda: initializers.get(bias_initializer))
            self.kernel_regularizer = check.part("kernel_regularizer", lambda: regularizers.get(kernel_regularizer))
            self.bias_regularizer = check.part("bias_regularizer", lambda: regularizers.get(bias_regularizer))

    def config(self) -> dict[str, Any]:
        return {
            "units": self.units,
            "activation": self.activation,
            "use_bias": self.use_bias,
            "kernel_initializer": initializers.describe(self.kernel_initializer),
            "bias_initializer": initializers.describe(self.bias_initializer),
            "kernel_regularizer": regularizers.describe(self.kernel_regularizer),
            "bias_regularizer": regularizers.describe(self.bias_regularizer),
        }

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        shape = (input_shape[-1], self.units)
        weights = ParameterSpec("weights", shape, self.kernel_initializer, regularizer=self.kernel_regularizer)
        bias = ParameterSpec("bias", (self.units,), self.bias_initializer, regularizer=self.bias_regularizer)
        with Check() as check:
            check.part("kernel_initializer", lambda: weights.initializer.check_shape(weights.shape))
            if self.use_bias:
                check.part("bias_initializer", lambda: bias.initializer.check_shape(bias.shape))
        return (*input_shape[:-1], self.units), (weights, bias) if self.use_bias else (weights,)

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        self._weights = parameters[0].values
        self._bias = parameters[1].values if self.use_bias else None
        self._x: Array | None = None
        self._y = ActivatedOutput(setting, self.activation, self.units)
        self._dx = self.workspace(input_shape[-1])

    def forward(self, x: Array, _training: bool, /) -> Array:
        rows = as_rows(x)
        z = self._y.before(rows.shape[0])
        self.backend.dense_forward(rows, self._weights, self._bias, self._y.fused, z)
        y = self._y.activate()
        self._x = rows
        self.output = y if x.ndim == 2 else y.reshape(*x.shape[:-1], self.units)
        return self.output

    def backward(self, dy: Array, gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        x = self._x
        assert x is not None  # noqa: S101 - the network refuses a backward before any forward
        dz = self._y.gradient(as_rows(dy))
        self.backend.dense_weights_gradient(x, dz, gradients[0])
        if self.use_bias:
            self.backend.bias_gradient(dz, gradients[1])
        if not input_gradient:
            return None
        dx = self._dx.rows(x.shape[0])
        self.backend.dense_input_gradient(dz, self._weights, dx)
        return dx if dy.ndim == 2 else dx.reshape(*dy.shape[:-1], -1)
