"""exercise11: two-dimensional convolution, forward and backward.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise11
The statement: tuitrainer show exercise11     A hint: tuitrainer hint exercise11
"""

import numpy as np  # noqa: F401


def conv2d_forward(x, kernels, bias, stride=1, padding=0):
    """Slide every kernel over every image.

    x: array (N, H, W, C_in), the images. kernels: array (KH, KW, C_in, C_out), not flipped. bias: array (C_out,).
    stride: by how many pixels the window moves, in both directions. padding: how many zeros on each side of the image.
    Returns an array (N, H_out, W_out, C_out), H_out = (H + 2*padding - KH) // stride + 1 and W_out likewise.
    """
    raise NotImplementedError


def conv2d_backward(grad_output, x, kernels, stride=1, padding=0):
    """The gradients of the loss with respect to the images, the kernels and the bias.

    grad_output: array (N, H_out, W_out, C_out), the gradient with respect to what conv2d_forward returned.
    x, kernels, stride, padding: as they were passed to conv2d_forward.
    Returns grad_x (N, H, W, C_in), grad_kernels (KH, KW, C_in, C_out), grad_bias (C_out,).
    """
    raise NotImplementedError
