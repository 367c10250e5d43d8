"""Two-dimensional convolution compiled by Numba: the reference solution of exercise26.

The loops are those of exercise11's formula. Their order is what makes them fast: the innermost one walks over the
output channels, which lie side by side in memory, in `out` as in `kernels`.
"""

import numpy as np
from numba import njit


@njit
def conv2d_forward(x, kernels, bias, stride=1, padding=0):
    """(N, H, W, C_in) images, (KH, KW, C_in, C_out) kernels, (C_out,) bias -> (N, H_out, W_out, C_out)."""
    count, height, width, channels_in = x.shape
    kernel_height, kernel_width, _, channels_out = kernels.shape
    height_out = (height + 2 * padding - kernel_height) // stride + 1
    width_out = (width + 2 * padding - kernel_width) // stride + 1

    out = np.empty((count, height_out, width_out, channels_out))
    for n in range(count):
        for row in range(height_out):
            for column in range(width_out):
                for o in range(channels_out):
                    out[n, row, column, o] = bias[o]
                for i in range(kernel_height):
                    y = row * stride + i - padding
                    for j in range(kernel_width):
                        z = column * stride + j - padding
                        if 0 <= y < height and 0 <= z < width:  # elsewhere lies the border of zeros
                            for k in range(channels_in):
                                for o in range(channels_out):
                                    out[n, row, column, o] += x[n, y, z, k] * kernels[i, j, k, o]
    return out
