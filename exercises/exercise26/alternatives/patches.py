"""Each window copied into one row of numbers: a product of a row and a matrix for every pixel."""

import numba
import numpy as np


@numba.jit(nopython=True)
def multiply(x, matrix, patch, out, kh, kw, stride, padding):
    count, height, width, channels = x.shape
    for n in range(count):
        for r in range(out.shape[1]):
            for s in range(out.shape[2]):
                for at in range(patch.shape[0]):
                    patch[at] = 0
                for i in range(kh):
                    y = r * stride - padding + i
                    for j in range(kw):
                        z = s * stride - padding + j
                        if y >= 0 and y < height and z >= 0 and z < width:
                            at = (i * kw + j) * channels
                            for k in range(channels):
                                patch[at + k] = x[n, y, z, k]
                for at in range(patch.shape[0]):
                    for o in range(out.shape[3]):
                        out[n, r, s, o] += patch[at] * matrix[at, o]


def conv2d_forward(x, kernels, bias, stride=1, padding=0):
    kh, kw, channels, c_out = kernels.shape
    rows = (x.shape[1] + 2 * padding - kh) // stride + 1
    columns = (x.shape[2] + 2 * padding - kw) // stride + 1
    out = np.ones((len(x), rows, columns, 1)) * bias
    multiply(x, kernels.reshape(-1, c_out), np.zeros(kh * kw * channels), out, kh, kw, stride, padding)
    return out
