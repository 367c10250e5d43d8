"""exercise14: a residual block there and back, 1x1 convolutions, an Inception block.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise14
The statement: tuitrainer show exercise14     A hint: tuitrainer hint exercise14
"""

import numpy as np  # noqa: F401


def residual_forward(x, parameters):
    """Two dense layers, whose result is added to x.

    x: array (N, D). parameters: [(W1, b1), (W2, b2)] with W1 (D, H), b1 (H,), W2 (H, D), b2 (D,).
    Returns out (N, D) = relu(x + relu(x W1 + b1) W2 + b2), and a cache: whatever residual_backward will need.
    """
    raise NotImplementedError


def residual_backward(grad_output, cache, parameters):
    """The gradients of the loss with respect to x and the parameters.

    grad_output: array (N, D), the gradient with respect to out. cache: what residual_forward returned beside out.
    parameters: as they were passed to residual_forward.
    Returns grad_x (N, D) and a list [(grad_W1, grad_b1), (grad_W2, grad_b2)].
    """
    raise NotImplementedError


def conv1x1_forward(x, kernels, bias):
    """A convolution whose window is a single pixel.

    x: array (N, H, W, C_in). kernels: array (C_in, C_out). bias: array (C_out,).
    Returns an array (N, H, W, C_out).
    """
    raise NotImplementedError


def inception_forward(x, branches):
    """Several convolutions of the same images, side by side.

    x: array (N, H, W, C_in). branches: a list of (kernels, bias), kernels (k, k, C_in, C_out), bias (C_out,); k is odd
    and may differ from branch to branch, and so may C_out. Stride 1, padding (k - 1) // 2, no activation.
    Returns an array (N, H, W, sum of all C_out): the channels of the first branch, then those of the second...
    """
    raise NotImplementedError
