"""exercise26: two-dimensional convolution compiled by Numba, and fast.

Replace `raise NotImplementedError` with your code, then:  tuitrainer grade exercise26
The statement: tuitrainer show exercise26     A hint: tuitrainer hint exercise26
"""

import numpy as np  # noqa: F401
from numba import njit


@njit
def conv2d_forward(x, kernels, bias, stride=1, padding=0):
    """Slide every kernel over every image, as in exercise11.

    x: array (N, H, W, C_in), the images. kernels: array (KH, KW, C_in, C_out), not flipped. bias: array (C_out,).
    stride: by how many pixels the window moves, in both directions. padding: how many zeros on each side of the image.
    Returns an array (N, H_out, W_out, C_out), H_out = (H + 2*padding - KH) // stride + 1 and W_out likewise.
    """
    raise NotImplementedError
