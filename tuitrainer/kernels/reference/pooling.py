"""Pooling over windows of an image, one window at a time, and the way back up.

A window that hangs over the edge is cut off there, so that only values of the image count. The largest value is all
that the next layer learns of a window, so the gradient goes to it alone; in a mean, all values have an equal share
(Scherer, Müller and Behnke, "Evaluation of pooling operations in convolutional architectures for object recognition",
2010).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tuitrainer.kernels.backend import Array


@np.errstate(all="ignore")
def max_pool_forward(
    x: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    for i, j, rows, columns in _windows(x, size, strides, padding, out):
        out[:, i, j] = x[:, rows, columns].max(axis=(1, 2))


@np.errstate(all="ignore")
def max_pool_input_gradient(
    x: Array, y: Array, dy: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int],
    out: Array,
) -> None:  # fmt: skip
    """A window with a nan has no largest value; its first value takes the gradient then."""
    images, channels = x.shape[0], x.shape[3]
    n, c = np.ogrid[:images, :channels]
    out[...] = 0
    for i, j, rows, columns in _windows(x, size, strides, padding, dy):
        is_largest = x[:, rows, columns] == y[:, i : i + 1, j : j + 1]
        first = is_largest.reshape(images, -1, channels).argmax(axis=1)
        row, column = np.divmod(first, is_largest.shape[2])
        out[n, rows.start + row, columns.start + column, c] += dy[:, i, j]


@np.errstate(all="ignore")
def average_pool_forward(
    x: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    for i, j, rows, columns in _windows(x, size, strides, padding, out):
        out[:, i, j] = x[:, rows, columns].mean(axis=(1, 2))


@np.errstate(all="ignore")
def average_pool_input_gradient(
    dy: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    out[...] = 0
    for i, j, rows, columns in _windows(out, size, strides, padding, dy):
        values = (rows.stop - rows.start) * (columns.stop - columns.start)
        out[:, rows, columns] += dy[:, i : i + 1, j : j + 1] / values


@np.errstate(all="ignore")
def upsample_forward(x: Array, size: tuple[int, int], out: Array) -> None:
    out[...] = x.repeat(size[0], axis=1).repeat(size[1], axis=2)


@np.errstate(all="ignore")
def upsample_input_gradient(dy: Array, size: tuple[int, int], out: Array) -> None:
    images, height, width, channels = out.shape
    np.sum(dy.reshape(images, height, size[0], width, size[1], channels), axis=(2, 4), out=out)


def _windows(
    x: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], y: Array
) -> Iterator[tuple[int, int, slice, slice]]:
    """For each pixel (i, j) of y: (i, j, the rows of x that its window covers, the columns)."""
    for i, j in np.ndindex(y.shape[1:3]):
        top, left = i * strides[0] - padding[0], j * strides[1] - padding[1]
        rows = slice(max(top, 0), min(top + size[0], x.shape[1]))
        columns = slice(max(left, 0), min(left + size[1], x.shape[2]))
        yield i, j, rows, columns
