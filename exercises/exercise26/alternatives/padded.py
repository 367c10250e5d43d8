"""The border in NumPy, the loops in Numba."""

import numpy as np
from numba import njit


@njit
def slide(padded, kernels, out, stride):
    for n in range(out.shape[0]):
        for r in range(out.shape[1]):
            for s in range(out.shape[2]):
                for i in range(kernels.shape[0]):
                    for j in range(kernels.shape[1]):
                        for k in range(kernels.shape[2]):
                            value = padded[n, r * stride + i, s * stride + j, k]
                            for o in range(kernels.shape[3]):
                                out[n, r, s, o] += value * kernels[i, j, k, o]


def conv2d_forward(x, kernels, bias, stride=1, padding=0):
    padded = np.pad(x, [(0, 0), (padding, padding), (padding, padding), (0, 0)])
    height = (padded.shape[1] - kernels.shape[0]) // stride + 1
    width = (padded.shape[2] - kernels.shape[1]) // stride + 1
    out = np.empty((len(x), height, width, len(bias)))
    out[:] = bias
    slide(padded, kernels, out, stride)
    return out
