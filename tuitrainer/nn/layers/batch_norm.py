"""Normalization by the statistics of the batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import Array
from tuitrainer.nn import initializers
from tuitrainer.nn.arrays import as_rows, copy_array
from tuitrainer.nn.initializers import InitializerLike
from tuitrainer.nn.layers.layer import ParameterSpec, Setting, Shape
from tuitrainer.nn.layers.norm import Norm
from tuitrainer.nn.parameter import Parameter
from tuitrainer.nn.regularizers import RegularizerLike


class BatchNorm(Norm):
    """Each channel (the last axis) is brought to mean 0 and variance 1 over the batch and all other axes, and then
    scaled by gamma and shifted by beta (Ioffe and Szegedy, "Batch normalization", 2015, algorithm 1).

    A forward while training uses the statistics of its batch, and moves the averages of them along:
    moving = momentum * moving + (1 - momentum) * batch, with the variance of the population (divided by N). Any other
    forward uses these averages, and a backward after it takes them for constants.

    Parameters: gamma and beta (C,), unless `scale` or `center` is False, then moving_mean and moving_variance (C,),
    which are never trained: optimizers skip them, and their gradients are 0. Whether something is frozen is a matter
    of each parameter here: with gamma and beta frozen, a forward while training still uses the statistics of its batch
    and moves the averages (in Keras a frozen layer does neither).
    """

    NAME = "batch_norm"

    def __init__(
        self,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: InitializerLike = "zeros",
        gamma_initializer: InitializerLike = "ones",
        beta_regularizer: RegularizerLike = None,
        gamma_regularizer: RegularizerLike = None,
    ) -> None:
        arguments = (
            epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer,
        )  # fmt: skip
        with Check() as check:
            self.momentum = check.number("momentum", momentum, minimum=0.0, maximum=1.0)
            check.part("", lambda: super(BatchNorm, self).__init__(*arguments))

    def config(self) -> dict[str, Any]:
        return {"momentum": self.momentum, **super().config()}

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        output_shape, learned = super().build(input_shape)
        mean = ParameterSpec("moving_mean", (input_shape[-1],), initializers.get("zeros"), trainable=False)
        variance = ParameterSpec("moving_variance", (input_shape[-1],), initializers.get("ones"), trainable=False)
        return output_shape, (*learned, mean, variance)

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        self._moving_mean, self._moving_variance = (parameter.values for parameter in parameters[-2:])
        self._batch_mean, self._batch_variance, self._zeros = (self.constant(0.0) for _array in range(3))
        self._of_batch = False
        """Whether the latest forward used the statistics of its batch."""
        self._x: Array | None = None
        self._y = self.workspace(self.channels)

    def forward(self, x: Array, training: bool, /) -> Array:
        rows = as_rows(x)
        self._x, self._of_batch = rows, training
        if training:
            self.backend.batch_statistics(rows, self._batch_mean, self._batch_variance)
            self.backend.move_average(self._batch_mean, self.momentum, self._moving_mean)
            self.backend.move_average(self._batch_variance, self.momentum, self._moving_variance)
        mean, variance = self._statistics()
        y = self._y.rows(rows.shape[0])
        self.backend.batch_norm_forward(rows, mean, variance, self.gamma, self.beta, self.epsilon, y)
        self.output = y if x.ndim == 2 else y.reshape(x.shape)
        return self.output

    def backward(self, dy: Array, gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        x = self._x
        assert x is not None  # noqa: S101 - the network refuses a backward before any forward
        mean, variance = self._statistics()
        gamma, beta = self.own_gradients(gradients)
        rows = as_rows(dy)
        self.backend.batch_norm_gradient(
            x, mean, variance, self.gamma, self.epsilon, self._of_batch, rows, gamma, beta, rows
        )
        for moving in gradients[-2:]:
            copy_array(self.backend, self._zeros, moving)
        return dy if input_gradient else None

    def _statistics(self) -> tuple[Array, Array]:
        """Mean and variance that the latest forward used."""
        if self._of_batch:
            return self._batch_mean, self._batch_variance
        return self._moving_mean, self._moving_variance
