"""Sums for one pixel gathered in a small array, in float32; what is outside of the image skipped by `continue`."""

import numpy as np
from numba import njit


@njit
def outside(place, size):
    return place < 0 or place >= size


@njit
def slide(x, kernels, bias, stride, padding, out):
    sums = np.empty(out.shape[3], np.float32)
    for b in range(out.shape[0]):
        for r in range(out.shape[1]):
            for s in range(out.shape[2]):
                for o in range(out.shape[3]):
                    sums[o] = bias[o]
                for i in range(kernels.shape[0]):
                    y = r * stride + i - padding
                    if outside(y, x.shape[1]):
                        continue
                    for j in range(kernels.shape[1]):
                        z = s * stride + j - padding
                        if outside(z, x.shape[2]):
                            continue
                        for c in range(x.shape[3]):
                            value = x[b, y, z, c]
                            for o in range(out.shape[3]):
                                sums[o] += value * kernels[i, j, c, o]
                for o in range(out.shape[3]):
                    out[b, r, s, o] = sums[o]


def conv2d_forward(x, kernels, bias, stride=1, padding=0):
    x, kernels, bias = np.float32(x), np.float32(kernels), np.float32(bias)
    rows = (x.shape[1] + 2 * padding - kernels.shape[0]) // stride + 1
    columns = (x.shape[2] + 2 * padding - kernels.shape[1]) // stride + 1
    out = np.zeros((len(x), rows, columns, len(bias)), np.float32)
    slide(x, kernels, bias, stride, padding, out)
    return out
