"""Pooling over windows of an image, and the way back up.

The channels of a pixel lie next to each other, so every innermost loop runs along the channels and becomes SIMD code.
Images are finished one after the other, so that what a loop leaves behind is still in the cache when the next reads it.
"""

from __future__ import annotations

import numpy as np

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cpu._jit import kernel, one_type

WIDE = 8
"""From so many channels on it pays to go over them more often for less work each time."""


def max_pool_forward(
    x: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    largest(one_type(x), size, strides, padding, out)


def max_pool_input_gradient(
    x: Array, y: Array, dy: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int],
    out: Array,
) -> None:  # fmt: skip
    x, y, dy = one_type(x), one_type(y), one_type(dy)
    side_by_side = size == strides == (2, 2) and padding == (0, 0)
    whole = 2 * dy.shape[1] <= x.shape[1] and 2 * dy.shape[2] <= x.shape[2]
    if side_by_side and whole and dy.shape[3] >= WIDE:
        give_to_largest_of_four(x, y, dy, out)
    else:
        give_to_largest(x, y, dy, size, strides, padding, out)


def average_pool_forward(
    x: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    average(one_type(x), size, strides, padding, out)


def average_pool_input_gradient(
    dy: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    share_evenly(one_type(dy), size, strides, padding, out)


def upsample_forward(x: Array, size: tuple[int, int], out: Array) -> None:
    repeat(one_type(x), size, out)


def upsample_input_gradient(dy: Array, size: tuple[int, int], out: Array) -> None:
    collect(one_type(dy), size, out)


@kernel
def covered(place: int, size: int, stride: int, padding: int, length: int) -> tuple[int, int]:
    """The rows (first, end) that window number `place` covers of an image of `length` rows; columns alike."""
    start = place * stride - padding
    return max(start, 0), min(start + size, length)


@kernel
def clear(x: Array) -> None:
    flat = x.reshape(-1)
    for i in range(flat.size):
        flat[i] = 0


@kernel
def largest(x: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array) -> None:
    """np.maximum keeps nan, and is SIMD code where "a if a > b else b" would become slow masked stores (measured: 3
    times slower).
    """
    images, rows, columns, channels = out.shape
    for n in range(images):
        for i in range(rows):
            top, bottom = covered(i, size[0], strides[0], padding[0], x.shape[1])
            for j in range(columns):
                left, right = covered(j, size[1], strides[1], padding[1], x.shape[2])
                y, pixel = out[n, i, j], x[n, top, left]
                for c in range(channels):
                    y[c] = pixel[c]
                for r in range(top, bottom):
                    for s in range(left, right):
                        pixel = x[n, r, s]
                        for c in range(channels):
                            y[c] = np.maximum(y[c], pixel[c])


@kernel
def give_to_largest(
    x: Array, y: Array, dy: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int],
    out: Array,
) -> None:  # fmt: skip
    """Windows that overlap add up. `before` and `after` hold what of the gradient no value of the window has taken yet,
    seen from the pixel that is looked at. "Not less than y" is "equal to y", and any value where y is nan.
    """
    images, rows, columns, channels = dy.shape
    zero = dy.dtype.type(0)
    before, after, share = np.empty(channels, dy.dtype), np.empty(channels, dy.dtype), np.empty(channels, dy.dtype)
    for n in range(images):
        clear(out[n])
        for i in range(rows):
            top, bottom = covered(i, size[0], strides[0], padding[0], x.shape[1])
            for j in range(columns):
                left, right = covered(j, size[1], strides[1], padding[1], x.shape[2])
                maximum, gradient = y[n, i, j], dy[n, i, j]
                for c in range(channels):
                    before[c] = gradient[c]
                for r in range(top, bottom):
                    for s in range(left, right):
                        pixel, dx = x[n, r, s], out[n, r, s]
                        for c in range(channels):
                            value, rest = pixel[c], before[c]
                            takes = not value < maximum[c]
                            share[c] = rest if takes else zero
                            after[c] = zero if takes else rest
                        for c in range(channels):
                            dx[c] += share[c]
                        before, after = after, before


@kernel
def give_to_largest_of_four(x: Array, y: Array, dy: Array, out: Array) -> None:
    """`give_to_largest` for windows of two by two side by side: nothing adds up, and nothing need be remembered,
    because the pixels before can be compared again (measured: twice as fast).
    """
    images, rows, columns, channels = dy.shape
    zero = dy.dtype.type(0)
    for n in range(images):
        out[n, 2 * rows :] = zero
        out[n, : 2 * rows, 2 * columns :] = zero
        for i in range(rows):
            for j in range(columns):
                maximum, gradient = y[n, i, j], dy[n, i, j]
                a, b, d = x[n, 2 * i, 2 * j], x[n, 2 * i, 2 * j + 1], x[n, 2 * i + 1, 2 * j]
                dx = out[n, 2 * i, 2 * j]
                for c in range(channels):
                    dx[c] = zero if a[c] < maximum[c] else gradient[c]
                dx = out[n, 2 * i, 2 * j + 1]
                for c in range(channels):
                    takes = (a[c] < maximum[c]) & (not b[c] < maximum[c])
                    dx[c] = gradient[c] if takes else zero
                dx = out[n, 2 * i + 1, 2 * j]
                for c in range(channels):
                    takes = (a[c] < maximum[c]) & (b[c] < maximum[c]) & (not d[c] < maximum[c])
                    dx[c] = gradient[c] if takes else zero
                dx = out[n, 2 * i + 1, 2 * j + 1]
                for c in range(channels):
                    takes = (a[c] < maximum[c]) & (b[c] < maximum[c]) & (d[c] < maximum[c])
                    dx[c] = gradient[c] if takes else zero


@kernel
def average(x: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array) -> None:
    images, rows, columns, channels = out.shape
    for n in range(images):
        for i in range(rows):
            top, bottom = covered(i, size[0], strides[0], padding[0], x.shape[1])
            for j in range(columns):
                left, right = covered(j, size[1], strides[1], padding[1], x.shape[2])
                share = x.dtype.type(1 / ((bottom - top) * (right - left)))
                y = out[n, i, j]
                for c in range(channels):
                    y[c] = 0
                for r in range(top, bottom):
                    for s in range(left, right):
                        pixel = x[n, r, s]
                        for c in range(channels):
                            y[c] += pixel[c]
                for c in range(channels):
                    y[c] *= share


@kernel
def share_evenly(
    dy: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    images, rows, columns, channels = dy.shape
    for n in range(images):
        clear(out[n])
        for i in range(rows):
            top, bottom = covered(i, size[0], strides[0], padding[0], out.shape[1])
            for j in range(columns):
                left, right = covered(j, size[1], strides[1], padding[1], out.shape[2])
                share = dy.dtype.type(1 / ((bottom - top) * (right - left)))
                gradient = dy[n, i, j]
                for r in range(top, bottom):
                    for s in range(left, right):
                        dx = out[n, r, s]
                        for c in range(channels):
                            dx[c] += share * gradient[c]


@kernel
def repeat(x: Array, size: tuple[int, int], out: Array) -> None:
    """One row of the result is put together pixel by pixel; the rows below it are copies of it."""
    images, height, width, channels = x.shape
    for n in range(images):
        for i in range(height):
            row = out[n, i * size[0]]
            for j in range(width):
                pixel = x[n, i, j]
                for s in range(size[1]):
                    y = row[j * size[1] + s]
                    for c in range(channels):
                        y[c] = pixel[c]
            whole = row.reshape(-1)
            for r in range(1, size[0]):
                copy = out[n, i * size[0] + r].reshape(-1)
                for k in range(whole.size):
                    copy[k] = whole[k]


@kernel
def collect(dy: Array, size: tuple[int, int], out: Array) -> None:
    images, height, width, channels = out.shape
    for n in range(images):
        for i in range(height):
            for j in range(width):
                dx = out[n, i, j]
                for c in range(channels):
                    dx[c] = 0
                for r in range(i * size[0], (i + 1) * size[0]):
                    for s in range(j * size[1], (j + 1) * size[1]):
                        gradient = dy[n, r, s]
                        for c in range(channels):
                            dx[c] += gradient[c]
