"""The dense layer, y = x W + b, and the three gradients that backpropagation needs of it.

With dy the gradient of the loss with respect to y, the chain rule gives dx = dy W^T, dW = x^T dy and db = the sum of dy
over the batch (Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", 1986).

Overflow gives inf and nan without a warning here and in the other files: whoever trains looks at the loss and says that
it diverged.
"""

from __future__ import annotations

import numpy as np

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.reference.activations import activation as apply


@np.errstate(all="ignore")
def dense_forward(x: Array, weights: Array, bias: Array | None, activation: str, out: Array) -> None:
    np.matmul(x, weights, out=out)
    if bias is not None:
        out += bias
    apply(activation, out, out)


@np.errstate(all="ignore")
def dense_input_gradient(dy: Array, weights: Array, out: Array) -> None:
    np.matmul(dy, weights.T, out=out)


@np.errstate(all="ignore")
def dense_weights_gradient(x: Array, dy: Array, out: Array) -> None:
    np.matmul(x.T, dy, out=out)


@np.errstate(all="ignore")
def bias_gradient(dy: Array, out: Array) -> None:
    np.sum(dy, axis=tuple(range(dy.ndim - 1)), out=out)
