"""The mean of each window."""

from __future__ import annotations

from collections.abc import Sequence

from tuitrainer.kernels.backend import Array
from tuitrainer.nn.layers.pool2d import Pool2D


class AveragePool2D(Pool2D):
    """y = the mean of each window and channel; dy is shared evenly by its values.

    LeCun et al., "Gradient-based learning applied to document recognition" (1998), section II.B.
    """

    NAME = "average_pool2d"

    def forward(self, x: Array, _training: bool, /) -> Array:
        y = self._y.rows(x.shape[0])
        self.backend.average_pool_forward(x, self.pool_size, self.strides, self._zeros, y)
        self.output = y
        return y

    def backward(self, dy: Array, _gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        if not input_gradient:
            return None
        dx = self._dx.rows(dy.shape[0])
        self.backend.average_pool_input_gradient(dy, self.pool_size, self.strides, self._zeros, dx)
        return dx
