"""Max pooling forward and backward, the sizes of tensors and AlexNet's table: the reference solution of exercise12."""

import numpy as np


def max_pool2d_forward(x, size, stride):
    """(N, H, W, C) images -> (N, H_out, W_out, C): the largest number in each window, channel by channel."""
    count, height, width, channels = x.shape
    height_out = conv_output_size(height, size, stride, 0)
    width_out = conv_output_size(width, size, stride, 0)

    out = np.zeros((count, height_out, width_out, channels))
    for row in range(height_out):
        for column in range(width_out):
            top, left = row * stride, column * stride
            window = x[:, top : top + size, left : left + size]  # (N, size, size, C)
            out[:, row, column] = window.max(axis=(1, 2))
    return out


def max_pool2d_backward(grad_output, x, size, stride):
    """(N, H_out, W_out, C) -> (N, H, W, C): every window hands its gradient to the one pixel that it let through."""
    grad_x = np.zeros(x.shape)
    for n, row, column, channel in np.ndindex(grad_output.shape):
        top, left = row * stride, column * stride
        window = x[n, top : top + size, left : left + size, channel]
        # argmax counts through the window row by row and stays with the first of several maxima.
        i, j = np.unravel_index(window.argmax(), window.shape)
        # A pixel may win in several windows that overlap: it gets the gradient of each.
        grad_x[n, top + i, left + j, channel] += grad_output[n, row, column, channel]
    return grad_x


def conv_output_size(n, kernel, stride, padding):
    """How many windows of `kernel` pixels fit side by side on n pixels with `padding` zeros at each end."""
    return (n + 2 * padding - kernel) // stride + 1


def conv_parameters(kernel, channels_in, channels_out):
    """Each output channel has a kernel as deep as the image, and one bias."""
    return (kernel * kernel * channels_in + 1) * channels_out


def alexnet_shapes():
    """The name of each layer and the shape of what it hands on, for one image."""
    layers = [  # name, kernel, stride, padding, channels out
        ("conv1", 11, 4, 0, 96),
        ("pool1", 3, 2, 0, 96),
        ("conv2", 5, 1, 2, 256),
        ("pool2", 3, 2, 0, 256),
        ("conv3", 3, 1, 1, 384),
        ("conv4", 3, 1, 1, 384),
        ("conv5", 3, 1, 1, 256),
        ("pool3", 3, 2, 0, 256),
    ]
    side = 227
    shapes = [("input", (side, side, 3))]
    for name, kernel, stride, padding, channels in layers:
        side = conv_output_size(side, kernel, stride, padding)
        shapes.append((name, (side, side, channels)))
    return [*shapes, ("fc1", (4096,)), ("fc2", (4096,)), ("fc3", (1000,))]
