"""Two-dimensional convolution, forward and backward: the reference solution of exercise11.

As in every deep-learning library this is a cross-correlation: the kernel is laid on the image as it is, not flipped.
The indices of the einsums: n example, i and j row and column in the kernel, c channel in, o channel out.
"""

import numpy as np


def conv2d_forward(x, kernels, bias, stride=1, padding=0):
    """(N, H, W, C_in) images, (KH, KW, C_in, C_out) kernels, (C_out,) bias -> (N, H_out, W_out, C_out)."""
    padded = pad(x, padding)
    kernel_height, kernel_width, _, channels_out = kernels.shape
    height_out = (padded.shape[1] - kernel_height) // stride + 1
    width_out = (padded.shape[2] - kernel_width) // stride + 1

    out = np.zeros((len(x), height_out, width_out, channels_out))
    for row in range(height_out):
        for column in range(width_out):
            rows = slice(row * stride, row * stride + kernel_height)
            columns = slice(column * stride, column * stride + kernel_width)
            patch = padded[:, rows, columns]  # (N, KH, KW, C_in)
            out[:, row, column] = np.einsum("nijc,ijco->no", patch, kernels) + bias
    return out


def conv2d_backward(grad_output, x, kernels, stride=1, padding=0):
    """(N, H_out, W_out, C_out) -> the gradients of x, of the kernels and of the bias, each of its array's shape."""
    padded = pad(x, padding)
    kernel_height, kernel_width = kernels.shape[:2]
    height_out, width_out = grad_output.shape[1:3]

    grad_padded = np.zeros(padded.shape)
    grad_kernels = np.zeros(kernels.shape)
    for row in range(height_out):
        for column in range(width_out):
            rows = slice(row * stride, row * stride + kernel_height)
            columns = slice(column * stride, column * stride + kernel_width)
            grad = grad_output[:, row, column]  # (N, C_out)
            # A pixel lies under several windows and a kernel is used in all of them: both sums grow with each window.
            grad_padded[:, rows, columns] += np.einsum("no,ijco->nijc", grad, kernels)
            grad_kernels += np.einsum("nijc,no->ijco", padded[:, rows, columns], grad)

    height, width = x.shape[1:3]
    grad_x = grad_padded[:, padding : padding + height, padding : padding + width]
    grad_bias = grad_output.sum(axis=(0, 1, 2))
    return grad_x, grad_kernels, grad_bias


def pad(x, padding):
    """(N, H, W, C) -> (N, H + 2*padding, W + 2*padding, C): a border of zeros around each image."""
    return np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
