"""As one would write it without NumPy's help; comparisons one by one, AlexNet's table written down."""

import numpy as np


def conv_output_size(n, kernel, stride, padding):
    count = 0
    start = -padding
    while start + kernel <= n + padding:
        count += 1
        start += stride
    return count


def conv_parameters(kernel, channels_in, channels_out):
    return kernel * kernel * channels_in * channels_out + channels_out


def places(x, size, stride):
    """(n, row, column, channel, rows and columns of the largest pixel) of every window."""
    n, h, w, c = np.shape(x)
    for b in range(n):
        for r in range((h - size) // stride + 1):
            for s in range((w - size) // stride + 1):
                for k in range(c):
                    best = None
                    for i in range(r * stride, r * stride + size):
                        for j in range(s * stride, s * stride + size):
                            if best is None or x[b][i][j][k] > x[b][best[0]][best[1]][k]:
                                best = i, j
                    yield b, r, s, k, best[0], best[1]


def max_pool2d_forward(x, size, stride):
    n, h, w, c = x.shape
    out = np.zeros((n, (h - size) // stride + 1, (w - size) // stride + 1, c))
    for b, r, s, k, i, j in places(x.tolist(), size, stride):
        out[b, r, s, k] = x[b, i, j, k]
    return out.tolist()


def max_pool2d_backward(grad_output, x, size, stride):
    grad_x = np.zeros(x.shape)
    for b, r, s, k, i, j in places(x.tolist(), size, stride):
        grad_x[b, i, j, k] += grad_output[b, r, s, k]
    return grad_x


def alexnet_shapes():
    return [
        ["input", [227, 227, 3]],
        ["conv1", [55, 55, 96]],
        ["pool1", [27, 27, 96]],
        ["conv2", [27, 27, 256]],
        ["pool2", [13, 13, 256]],
        ["conv3", [13, 13, 384]],
        ["conv4", [13, 13, 384]],
        ["conv5", [13, 13, 256]],
        ["pool3", [6, 6, 256]],
        ["fc1", [4096]],
        ["fc2", [4096]],
        ["fc3", [1000]],
    ]
