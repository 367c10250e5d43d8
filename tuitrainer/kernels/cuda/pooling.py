"""Pooling over windows of an image, and the way back up: one thread for one number of the result.

Neighbouring threads have neighbouring channels of the same pixel, so the 32 threads of a warp read 32 numbers that lie
side by side: one transaction with memory instead of 32.

Backwards too a thread makes one number of its result: it looks up which windows its pixel is in, and adds up what they
send ("gather"). The other way round, a thread for each window that adds to the pixels ("scatter"), would need atomic
additions where windows overlap, whose order, and so whose rounding, differs from run to run.
"""

from __future__ import annotations

from numba import cuda

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import device_function, kernel
from tuitrainer.kernels.cuda._launch import for_each


def max_pool_forward(
    x: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    for_each(largest, out.size, x, size, strides, padding, out)


def max_pool_input_gradient(
    x: Array, y: Array, dy: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int],
    out: Array,
) -> None:  # fmt: skip
    for_each(collect_where_largest, out.size, x, y, dy, size, strides, padding, out)


def average_pool_forward(
    x: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    for_each(average, out.size, x, size, strides, padding, out)


def average_pool_input_gradient(
    dy: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    for_each(collect_shares, out.size, dy, size, strides, padding, out)


def upsample_forward(x: Array, size: tuple[int, int], out: Array) -> None:
    for_each(repeat, out.size, x, size, out)


def upsample_input_gradient(dy: Array, size: tuple[int, int], out: Array) -> None:
    for_each(collect_copies, out.size, dy, size, out)


@device_function
def place(number: int, images: Array) -> tuple[int, int, int, int]:
    """(image, row, column, channel) of the `number`-th value of images (N, H, W, C)."""
    _count, height, width, channels = images.shape
    pixel, channel = number // channels, number % channels
    row, column = pixel // width, pixel % width
    return row // height, row % height, column, channel


@device_function
def covered(window: int, size: int, stride: int, padding: int, length: int) -> tuple[int, int]:
    """The rows (first, end) that window number `window` covers of an image of `length` rows; columns alike."""
    start = window * stride - padding
    return max(start, 0), min(start + size, length)


@device_function
def covering(row: int, size: int, stride: int, padding: int, windows: int) -> tuple[int, int]:
    """The windows (first, end) that row number `row` of an image is in; columns alike."""
    reach = row + padding
    return max(reach - size + stride, 0) // stride, min(reach // stride + 1, windows)


@kernel
def largest(x: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array) -> None:
    """A thread: the largest value of one window and channel. A value that is nan is kept, as nothing is larger."""
    for k in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        n, i, j, c = place(k, out)
        top, bottom = covered(i, size[0], strides[0], padding[0], x.shape[1])
        left, right = covered(j, size[1], strides[1], padding[1], x.shape[2])
        found = x[n, top, left, c]
        for r in range(top, bottom):
            for s in range(left, right):
                value = x[n, r, s, c]
                if value > found or value != value:  # noqa: PLR0124 only nan differs from itself
                    found = value
        out[n, i, j, c] = found


@kernel
def collect_where_largest(
    x: Array, y: Array, dy: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int],
    out: Array,
) -> None:  # fmt: skip
    """A thread: the gradient of one value of x, which is the dy of every window whose first largest value it is."""
    for k in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        n, r, s, c = place(k, out)
        first_row, end_row = covering(r, size[0], strides[0], padding[0], dy.shape[1])
        first_column, end_column = covering(s, size[1], strides[1], padding[1], dy.shape[2])
        total = x.dtype.type(0)
        for i in range(first_row, end_row):
            for j in range(first_column, end_column):
                if is_first_largest(x, n, r, s, c, i, j, y[n, i, j, c], size, strides, padding):
                    total += dy[n, i, j, c]
        out[n, r, s, c] = total


@device_function
def is_first_largest(
    x: Array, n: int, r: int, s: int, c: int, i: int, j: int, maximum: float, size: tuple[int, int],
    strides: tuple[int, int], padding: tuple[int, int],
) -> bool:  # fmt: skip
    """Whether x[n, r, s, c] is the `maximum` of window (i, j) and no value before it, in row-major order, is.

    "Not less" is "equal", and any value where the maximum is nan: then the first value of the window takes dy.
    """
    if x[n, r, s, c] < maximum:
        return False
    top, _bottom = covered(i, size[0], strides[0], padding[0], x.shape[1])
    left, right = covered(j, size[1], strides[1], padding[1], x.shape[2])
    for row in range(top, r + 1):
        for column in range(left, s if row == r else right):
            if not x[n, row, column, c] < maximum:
                return False
    return True


@kernel
def average(x: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array) -> None:
    """A thread: the mean of one window and channel."""
    for k in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        n, i, j, c = place(k, out)
        top, bottom = covered(i, size[0], strides[0], padding[0], x.shape[1])
        left, right = covered(j, size[1], strides[1], padding[1], x.shape[2])
        total = x.dtype.type(0)
        for r in range(top, bottom):
            for s in range(left, right):
                total += x[n, r, s, c]
        out[n, i, j, c] = total / x.dtype.type((bottom - top) * (right - left))


@kernel
def collect_shares(
    dy: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    """A thread: the gradient of one value, its share of the dy of every window that it is in."""
    for k in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        n, r, s, c = place(k, out)
        first_row, end_row = covering(r, size[0], strides[0], padding[0], dy.shape[1])
        first_column, end_column = covering(s, size[1], strides[1], padding[1], dy.shape[2])
        total = dy.dtype.type(0)
        for i in range(first_row, end_row):
            top, bottom = covered(i, size[0], strides[0], padding[0], out.shape[1])
            for j in range(first_column, end_column):
                left, right = covered(j, size[1], strides[1], padding[1], out.shape[2])
                total += dy[n, i, j, c] / dy.dtype.type((bottom - top) * (right - left))
        out[n, r, s, c] = total


@kernel
def repeat(x: Array, size: tuple[int, int], out: Array) -> None:
    """A thread: one copy of a value."""
    for k in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        n, r, s, c = place(k, out)
        out[n, r, s, c] = x[n, r // size[0], s // size[1], c]


@kernel
def collect_copies(dy: Array, size: tuple[int, int], out: Array) -> None:
    """A thread: the gradient of one value, the sum of dy over its copies."""
    for k in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        n, i, j, c = place(k, out)
        total = dy.dtype.type(0)
        for r in range(i * size[0], (i + 1) * size[0]):
            for s in range(j * size[1], (j + 1) * size[1]):
                total += dy[n, r, s, c]
        out[n, i, j, c] = total
