"""A running maximum over the places in a window, in float32; on the way back, pixels that still wait for a gradient."""

import numpy as np


def conv_output_size(n, kernel, stride, padding):
    return len(range(0, n + 2 * padding - kernel + 1, stride))


def conv_parameters(kernel, channels_in, channels_out):
    return float(channels_out + sum(kernel**2 * channels_in for _ in range(channels_out)))


def views(x, size, stride):
    """For each place (i, j) in a window, row by row: where it lies in x, (N, H_out, W_out, C)."""
    rows = stride * ((x.shape[1] - size) // stride) + 1
    columns = stride * ((x.shape[2] - size) // stride) + 1
    for i in range(size):
        for j in range(size):
            yield np.s_[:, i : i + rows : stride, j : j + columns : stride]


def max_pool2d_forward(x, size, stride):
    x = x.astype("f4")
    out = np.float32(-np.inf)
    for place in views(x, size, stride):
        out = np.maximum(out, x[place])
    return out


def max_pool2d_backward(grad_output, x, size, stride):
    largest = np.max([x[place] for place in views(x, size, stride)], axis=0)
    waiting = np.ones(largest.shape, bool)
    grad_x = np.zeros(x.shape, np.float32)
    for place in views(x, size, stride):
        found = waiting & (x[place] == largest)
        grad_x[place] += np.where(found, grad_output, 0)
        waiting &= ~found
    return grad_x


def alexnet_shapes():
    side = 227
    found = {"input": (side, side, 3)}
    for number, (kernel, stride, channels, pooled) in enumerate(
        [(11, 4, 96, True), (5, 1, 256, True), (3, 1, 384, False), (3, 1, 384, False), (3, 1, 256, True)], 1
    ):
        padding = 0 if number == 1 else (kernel - 1) // 2
        side = int((side + 2 * padding - kernel) / stride) + 1
        found[f"conv{number}"] = (side, side, channels)
        if pooled:
            side = (side - 1) // 2
            found[f"pool{sum(name.startswith('pool') for name in found) + 1}"] = (side, side, channels)
    return [*found.items(), *((f"fc{n}", (neurons,)) for n, neurons in ((1, 4096), (2, 4096), (3, 1000)))]
