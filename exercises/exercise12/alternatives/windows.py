"""Views of all windows at once, the winners by argmax, np.add.at for windows that overlap."""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def conv_output_size(n, kernel, stride, padding):
    return np.int64(math.floor((n - kernel + 2 * padding) / stride + 1))


def conv_parameters(kernel, channels_in, channels_out):
    return np.prod([kernel, kernel, channels_in, channels_out]) + channels_out


def windows(x, size, stride):
    """(N, H_out, W_out, C, size * size)."""
    views = sliding_window_view(x, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    return views.reshape(*views.shape[:4], -1)


def max_pool2d_forward(x, size, stride):
    return np.max(windows(x, size, stride), axis=-1)


def max_pool2d_backward(grad_output, x, size, stride):
    winner = np.argmax(windows(x, size, stride), axis=-1)
    n, r, c, k = np.indices(winner.shape)
    grad_x = np.zeros_like(x)
    np.add.at(grad_x, (n, r * stride + winner // size, c * stride + winner % size, k), grad_output)
    return grad_x


def alexnet_shapes():
    shapes = [("input", (227, 227, 3))]

    def layer(name, kernel, stride, padding, channels=None):
        height, width, depth = shapes[-1][1]
        height, width = (conv_output_size(n, kernel, stride, padding) for n in (height, width))
        shapes.append((name, (height, width, channels or depth)))

    layer("conv1", 11, 4, 0, 96)
    layer("pool1", 3, 2, 0)
    layer("conv2", 5, 1, 2, 256)
    layer("pool2", 3, 2, 0)
    for name, channels in (("conv3", 384), ("conv4", 384), ("conv5", 256)):
        layer(name, 3, 1, 1, channels)
    layer("pool3", 3, 2, 0)
    shapes += [("fc1", (4096,)), ("fc2", (4096,)), ("fc3", (1000,))]
    return tuple(shapes)
