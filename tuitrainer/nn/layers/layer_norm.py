"""Normalization of each example by itself."""

from __future__ import annotations

from collections.abc import Sequence

from tuitrainer.kernels.backend import Array
from tuitrainer.nn.arrays import as_rows
from tuitrainer.nn.initializers import InitializerLike
from tuitrainer.nn.layers.layer import Setting, Shape
from tuitrainer.nn.layers.norm import Norm
from tuitrainer.nn.parameter import Parameter
from tuitrainer.nn.regularizers import RegularizerLike


class LayerNorm(Norm):
    """Each row of the last axis is brought to mean 0 and variance 1, and then scaled by gamma and shifted by beta,
    entry by entry (Ba, Kiros and Hinton, "Layer normalization", 2016). It does the same whether training or not.

    Parameters: gamma and beta (C,), unless `scale` or `center` is False.
    """

    NAME = "layer_norm"

    def __init__(
        self,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: InitializerLike = "zeros",
        gamma_initializer: InitializerLike = "ones",
        beta_regularizer: RegularizerLike = None,
        gamma_regularizer: RegularizerLike = None,
    ) -> None:
        super().__init__(
            epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer
        )

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        self._x: Array | None = None
        self._mean, self._variance = self.workspace(), self.workspace()
        self._y = self.workspace(self.channels)

    def forward(self, x: Array, _training: bool, /) -> Array:
        rows = as_rows(x)
        self._x = rows
        count = rows.shape[0]
        mean, variance, y = self._mean.rows(count), self._variance.rows(count), self._y.rows(count)
        self.backend.layer_norm_forward(rows, self.gamma, self.beta, self.epsilon, mean, variance, y)
        self.output = y if x.ndim == 2 else y.reshape(x.shape)
        return self.output

    def backward(self, dy: Array, gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        x = self._x
        assert x is not None  # noqa: S101 - the network refuses a backward before any forward
        mean, variance = self._mean.rows(x.shape[0]), self._variance.rows(x.shape[0])
        gamma, beta = self.own_gradients(gradients)
        rows = as_rows(dy)
        self.backend.layer_norm_gradient(x, mean, variance, self.gamma, self.epsilon, rows, gamma, beta, rows)
        return dy if input_gradient else None
