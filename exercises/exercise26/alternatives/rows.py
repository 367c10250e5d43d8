"""A row of output pixels at a time, for each row of the kernel; the border skipped by `continue`."""

import numpy as np
from numba import njit


@njit
def conv2d_forward(x, kernels, bias, stride=1, padding=0):
    n, h, w, c_in = x.shape
    kh, kw, _, c_out = kernels.shape
    rows, columns = (h + 2 * padding - kh) // stride + 1, (w + 2 * padding - kw) // stride + 1
    out = np.empty((n, rows, columns, c_out))
    for b in range(n):
        for r in range(rows):
            for s in range(columns):
                for o in range(c_out):
                    out[b, r, s, o] = bias[o]
            for i in range(kh):
                y = r * stride + i - padding
                if y < 0 or y >= h:
                    continue
                for s in range(columns):
                    for j in range(kw):
                        z = s * stride + j - padding
                        if z < 0 or z >= w:
                            continue
                        for c in range(c_in):
                            for o in range(c_out):
                                out[b, r, s, o] += x[b, y, z, c] * kernels[i, j, c, o]
    return out
