"""What batch and layer normalization have in common: the learned scale and shift of each channel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tuitrainer.base.checks import Check
from tuitrainer.kernels.backend import Array
from tuitrainer.nn import initializers, regularizers
from tuitrainer.nn.initializers import InitializerLike
from tuitrainer.nn.layers.layer import Layer, ParameterSpec, Setting, Shape
from tuitrainer.nn.parameter import Parameter
from tuitrainer.nn.regularizers import RegularizerLike

SMALLEST_EPSILON = 1e-12
"""Dividing by the root of a much smaller one would be a division by 0 in float32."""


class Norm(Layer):
    """y = gamma * (x - mean) / sqrt(variance + epsilon) + beta; a channel is an entry of the last axis (C).

    Parameters: gamma (C,) unless `scale` is False (it is 1 then), beta (C,) unless `center` is False (0 then).
    """

    def __init__(
        self,
        epsilon: float,
        center: bool,
        scale: bool,
        beta_initializer: InitializerLike,
        gamma_initializer: InitializerLike,
        beta_regularizer: RegularizerLike,
        gamma_regularizer: RegularizerLike,
    ) -> None:
        super().__init__()
        with Check() as check:
            self.epsilon = check.number("epsilon", epsilon, minimum=SMALLEST_EPSILON)
            self.center = check.flag("center", center)
            self.scale = check.flag("scale", scale)
            self.beta_initializer = check.part("beta_initializer", lambda: initializers.get(beta_initializer))
            self.gamma_initializer = check.part("gamma_initializer", lambda: initializers.get(gamma_initializer))
            self.beta_regularizer = check.part("beta_regularizer", lambda: regularizers.get(beta_regularizer))
            self.gamma_regularizer = check.part("gamma_regularizer", lambda: regularizers.get(gamma_regularizer))

    def config(self) -> dict[str, Any]:
        return {
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
            "beta_initializer": initializers.describe(self.beta_initializer),
            "gamma_initializer": initializers.describe(self.gamma_initializer),
            "beta_regularizer": regularizers.describe(self.beta_regularizer),
            "gamma_regularizer": regularizers.describe(self.gamma_regularizer),
        }

    def build(self, input_shape: Shape, /) -> tuple[Shape, tuple[ParameterSpec, ...]]:
        shape = (input_shape[-1],)
        gamma = ParameterSpec("gamma", shape, self.gamma_initializer, regularizer=self.gamma_regularizer)
        beta = ParameterSpec("beta", shape, self.beta_initializer, regularizer=self.beta_regularizer)
        with Check() as check:
            if self.scale:
                check.part("gamma_initializer", lambda: gamma.initializer.check_shape(shape))
            if self.center:
                check.part("beta_initializer", lambda: beta.initializer.check_shape(shape))
        return input_shape, ((gamma,) if self.scale else ()) + ((beta,) if self.center else ())

    def attach(
        self, setting: Setting, input_shape: Shape, output_shape: Shape, parameters: Sequence[Parameter], /
    ) -> None:
        super().attach(setting, input_shape, output_shape, parameters)
        self.channels = input_shape[-1]
        self.gamma = parameters[0].values if self.scale else self.constant(1.0)
        self.beta = parameters[int(self.scale)].values if self.center else self.constant(0.0)
        self._unused = self.constant(0.0), self.constant(0.0)

    def constant(self, value: float) -> Array:
        """An array (C,) of this value."""
        return self.backend.from_numpy(np.full(self.channels, value, self.dtype))

    def own_gradients(self, gradients: Sequence[Array]) -> tuple[Array, Array]:
        """Where the gradients of gamma and beta go: among `gradients` only where they are parameters."""
        gamma, beta = self._unused
        return gradients[0] if self.scale else gamma, gradients[int(self.scale)] if self.center else beta
