"""Sums for one pixel gathered in a small array, in float32; the sizes of the output from a function of their own."""

import numpy as np
from numba import njit


@njit
def size(n, k, stride, padding):
    return (n + 2 * padding - k) // stride + 1


@njit(fastmath=True)
def conv2d_forward(x, kernels, bias, stride=1, padding=0):
    n, h, w, c_in = x.shape
    kh, kw, _, c_out = kernels.shape
    out = np.zeros((n, size(h, kh, stride, padding), size(w, kw, stride, padding), c_out), np.float32)
    sums = np.zeros(c_out, np.float32)
    for b in range(n):
        for r in range(out.shape[1]):
            for s in range(out.shape[2]):
                for o in range(c_out):
                    sums[o] = bias[o]
                for i in range(max(0, padding - r * stride), min(kh, h + padding - r * stride)):
                    for j in range(max(0, padding - s * stride), min(kw, w + padding - s * stride)):
                        for c in range(c_in):
                            value = np.float32(x[b, r * stride + i - padding, s * stride + j - padding, c])
                            for o in range(c_out):
                                sums[o] += value * np.float32(kernels[i, j, c, o])
                for o in range(c_out):
                    out[b, r, s, o] = sums[o]
    return out
