"""Each window copied into one row of numbers: a product of a row and a matrix for every pixel."""

import numba
import numpy as np


@numba.jit(nopython=True)
def conv2d_forward(x, kernels, bias, stride=1, padding=0):
    count, height, width, channels = x.shape
    kh, kw, _, c_out = kernels.shape
    rows, columns = (height + 2 * padding - kh) // stride + 1, (width + 2 * padding - kw) // stride + 1
    matrix = kernels.reshape(kh * kw * channels, c_out)
    out = np.zeros((count, rows, columns, c_out))
    patch = np.empty(kh * kw * channels)
    for n in range(count):
        for r in range(rows):
            for s in range(columns):
                at = 0
                for y in range(r * stride - padding, r * stride - padding + kh):
                    for z in range(s * stride - padding, s * stride - padding + kw):
                        inside = 0 <= y < height and 0 <= z < width
                        for k in range(channels):
                            patch[at] = x[n, y, z, k] if inside else 0.0
                            at += 1
                pixel = out[n, r, s]
                for o in range(c_out):
                    pixel[o] = bias[o]
                for at in range(patch.size):
                    for o in range(c_out):
                        pixel[o] += patch[at] * matrix[at, o]
    return out
