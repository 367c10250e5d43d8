"""Seven loops, as one would write it without NumPy's help."""

import numpy as np


def conv2d_forward(x, kernels, bias, stride=1, padding=0):
    n, h, w, c_in = x.shape
    kh, kw, _, c_out = kernels.shape
    h_out, w_out = (h + 2 * padding - kh) // stride + 1, (w + 2 * padding - kw) // stride + 1
    x, kernels = x.tolist(), kernels.tolist()
    out = np.zeros((n, h_out, w_out, c_out))
    for b in range(n):
        for i in range(h_out):
            for j in range(w_out):
                for o in range(c_out):
                    total = bias[o]
                    for u in range(kh):
                        for v in range(kw):
                            r, s = i * stride + u - padding, j * stride + v - padding
                            if 0 <= r < h and 0 <= s < w:
                                for c in range(c_in):
                                    total += x[b][r][s][c] * kernels[u][v][c][o]
                    out[b, i, j, o] = total
    return out


def conv2d_backward(grad_output, x, kernels, stride=1, padding=0):
    n, h, w, c_in = x.shape
    kh, kw, _, c_out = kernels.shape
    grad_x, grad_kernels = np.zeros(x.shape), np.zeros(kernels.shape)
    for b in range(n):
        for i in range(grad_output.shape[1]):
            for j in range(grad_output.shape[2]):
                for u in range(kh):
                    for v in range(kw):
                        r, s = i * stride + u - padding, j * stride + v - padding
                        if 0 <= r < h and 0 <= s < w:
                            grad_x[b, r, s] += kernels[u, v] @ grad_output[b, i, j]
                            grad_kernels[u, v] += np.outer(x[b, r, s], grad_output[b, i, j])
    return grad_x, grad_kernels, grad_output.reshape(-1, c_out).sum(0)
