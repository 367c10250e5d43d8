"""The largest value of each window."""

from __future__ import annotations

from collections.abc import Sequence

from tuitrainer.kernels.backend import Array
from tuitrainer.nn.layers.pool2d import Pool2D


class MaxPool2D(Pool2D):
    """y = the largest value of each window and channel; dy goes back to it alone, to the first where several are equal.

    Ranzato et al., "Unsupervised learning of invariant feature hierarchies" (2007), section 3.
    """

    NAME = "max_pool2d"

    def forward(self, x: Array, _training: bool, /) -> Array:
        y = self._y.rows(x.shape[0])
        self.backend.max_pool_forward(x, self.pool_size, self.strides, self._zeros, y)
        self._x = x
        self.output = y
        return y

    def backward(self, dy: Array, _gradients: Sequence[Array], input_gradient: bool, /) -> Array | None:
        if not input_gradient:
            return None
        x, y = self._x, self.output
        assert y is not None  # noqa: S101 - the network refuses a backward before any forward
        dx = self._dx.rows(x.shape[0])
        self.backend.max_pool_input_gradient(x, y, dy, self.pool_size, self.strides, self._zeros, dx)
        return dx
