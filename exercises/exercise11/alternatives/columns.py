"""im2col in float32: one matrix product for the whole batch; transposed views, results as a tuple or a list."""

import numpy as np


def places(size, kernel, stride):
    """(number of windows, kernel): which rows, or columns, lie under each window."""
    first = np.arange(0, size - kernel + 1, stride)
    return first[:, None] + np.arange(kernel)


def columns_of(x, kernels, stride, padding):
    padded = np.zeros((x.shape[0], x.shape[1] + 2 * padding, x.shape[2] + 2 * padding, x.shape[3]), np.float32)
    padded[:, padding : padding + x.shape[1], padding : padding + x.shape[2]] = x
    rows, columns = (places(padded.shape[axis], kernels.shape[axis - 1], stride) for axis in (1, 2))
    index = rows[:, None, :, None], columns[None, :, None, :]
    return padded, index, padded[:, index[0], index[1]]  # (N, H_out, W_out, KH, KW, C)


def conv2d_forward(x, kernels, bias, stride=1, padding=0):
    _padded, _index, patches = columns_of(x, kernels, stride, padding)
    n, h, w = patches.shape[:3]
    out = kernels.reshape(-1, kernels.shape[3]).T.astype("f4") @ patches.reshape(n * h * w, -1).T
    return (out + bias[:, None].astype("f4")).T.reshape(n, h, w, -1)


def conv2d_backward(grad_output, x, kernels, stride=1, padding=0):
    padded, index, patches = columns_of(x, kernels, stride, padding)
    rows = grad_output.astype("f4").reshape(-1, grad_output.shape[3])
    grad_kernels = (patches.reshape(len(rows), -1).T @ rows).reshape(kernels.shape)
    spread = (rows @ kernels.reshape(-1, kernels.shape[3]).T.astype("f4")).reshape(patches.shape)
    grad_padded = np.zeros_like(padded)
    np.add.at(grad_padded, (slice(None), *index), spread)
    h, w = x.shape[1:3]
    return [grad_padded[:, padding : padding + h, padding : padding + w], grad_kernels, rows.sum(axis=0)]
