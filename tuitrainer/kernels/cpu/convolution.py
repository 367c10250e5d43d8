"""Convolution and its two gradients as matrix products over patches that are never copied (see _patches).

Forward, each pixel of the result is a row: its patch times the kernels. For the gradient of the kernels each tap is a
row: what it saw, over all pixels, times dy. For the gradient of the image each tap adds dy times its kernel to the
pixels that it touched.
"""

from __future__ import annotations

import numpy as np
from numba import prange

from tuitrainer.kernels.backend import Array, Indices
from tuitrainer.kernels.cpu._jit import kernel, one_type, parallel_kernel
from tuitrainer.kernels.cpu._patches import Windows, pad_images, patches, scattering
from tuitrainer.kernels.cpu._product import (
    COLUMNS,
    ONE,
    ROWS,
    SCRATCH,
    ZERO,
    multiply,
    packed,
    parts_of,
    steps,
)
from tuitrainer.kernels.cpu._simd import START_OUT, START_ROW, START_ZERO
from tuitrainer.kernels.cpu.activations import activation as apply


def conv2d_forward(
    x: Array, kernels: Array, bias: Array | None, strides: tuple[int, int], padding: tuple[int, int], activation: str,
    out: Array, threads: int = 1,
) -> None:  # fmt: skip
    windows = _windows(x, kernels, out, strides, padding)
    pixels, taps = patches(windows)
    mode, start = (START_ZERO, kernels) if bias is None else (START_ROW, bias)
    relu = activation == "relu"
    parts = parts_of(2 * out.size * taps.size, min(threads, x.shape[0]))
    panels = packed(kernels.reshape(taps.size, windows.out_channels))
    arguments = (
        one_type(x).reshape(-1), pixels, taps, _padding(windows), panels, mode,
        start.reshape(-1), x.dtype.type(0.0 if relu else -np.inf), out.reshape(-1),
        steps(pixels.size, windows.out_channels), windows.out_channels, windows.at_once, x.shape[0],
    )  # fmt: skip
    if parts > 1:
        correlate_in_parts(parts, *arguments)
    else:
        correlate(0, *arguments, np.empty(SCRATCH, x.dtype))
    if not relu:
        apply(activation, out, out)


def conv2d_input_gradient(
    dy: Array, kernels: Array, strides: tuple[int, int], padding: tuple[int, int], out: Array, threads: int = 1
) -> None:
    windows = _windows(out, kernels, dy, strides, padding)
    sources, targets, counts, ends = scattering(windows)
    parts = parts_of(2 * dy.size * kernels.size // windows.out_channels, min(threads, out.shape[0]))
    # From (C_in, C_out) for each tap to (C_out, C_in), so that the product runs along its rows.
    transposed = np.empty(kernels.size, kernels.dtype)
    transpose_taps(one_type(kernels).reshape(-1), windows.channels, windows.out_channels, transposed)
    arguments = (
        one_type(dy).reshape(-1), sources, targets, counts, ends, steps(windows.out_channels, 1), transposed,
        windows.channels, out.reshape(-1), windows.at_once, dy[0].size, out.shape[0],
    )  # fmt: skip
    if parts > 1:
        scatter_in_parts(parts, *arguments)
    else:
        scatter(0, *arguments, np.empty(SCRATCH, dy.dtype))


def conv2d_kernels_gradient(
    x: Array, dy: Array, strides: tuple[int, int], padding: tuple[int, int], out: Array, threads: int = 1
) -> None:
    windows = _windows(x, out, dy, strides, padding)
    pixels, taps = patches(windows)
    parts = parts_of(2 * dy.size * taps.size, threads)
    arguments = (
        one_type(x).reshape(-1), pixels, taps, _padding(windows), one_type(dy).reshape(-1), out.reshape(-1),
        steps(taps.size, windows.out_channels), windows.out_channels, windows.at_once, x.shape[0],
    )  # fmt: skip
    if parts > 1:
        gather_taps_in_parts(parts, *arguments)
    else:
        gather_taps(*arguments, np.empty(SCRATCH, x.dtype))


def _windows(
    x: Array, kernels: Array, y: Array, strides: tuple[int, int], padding: tuple[int, int]
) -> Windows:  # fmt: skip
    kernel_height, kernel_width, channels, out_channels = kernels.shape
    return Windows(
        x.shape[1], x.shape[2], channels, kernel_height, kernel_width, y.shape[1], y.shape[2], out_channels,
        (strides[0], strides[1]), (padding[0], padding[1]),
    )  # fmt: skip


def _padding(windows: Windows) -> Indices:
    """What `pad_images` asks for: height, length of a row, zeros above, numbers of zeros on the left, and the padded
    height and length of a row, which are 0 where nothing is padded.
    """
    channels = windows.channels
    height, width = windows.padded
    top, left = windows.padding
    return np.array(
        [windows.height, windows.width * channels, top, left * channels, height, width * channels], np.int64
    )


@kernel
def correlate(
    low: int, x: Array, pixels: Indices, taps: Indices, padding: Indices, panels: Array, mode: int, start: Array,
    floor: float, out: Array, out_rows: Indices, units: int, at_once: int, high: int, scratch: Array,
) -> None:  # fmt: skip
    """The results of images low to high - 1."""
    height, row, top, left, padded_height, padded_row = padding
    padded = np.empty(at_once * padded_height * padded_row, x.dtype)
    size = pixels.size // at_once
    panel = taps.size * COLUMNS * 4 // x.itemsize
    for image in range(low, high, at_once):
        count = min(at_once, high - image)
        base = image * height * row
        if padded_height:
            pad_images(x, base, count, height, row, top, left, padded_height, padded_row, padded)
        multiply(
            padded if padded_height else x, 0 if padded_height else base, pixels[: count * size], taps, panels, ZERO,
            ZERO, ONE, panel, units, mode, start, floor, out, image * size * units, out_rows[: count * size], scratch,
        )  # fmt: skip


@parallel_kernel
def correlate_in_parts(
    parts: int, x: Array, pixels: Indices, taps: Indices, padding: Indices, panels: Array, mode: int, start: Array,
    floor: float, out: Array, out_rows: Indices, units: int, at_once: int, images: int,
) -> None:  # fmt: skip
    for part in prange(parts):
        correlate(
            part * images // parts, x, pixels, taps, padding, panels, mode, start, floor, out, out_rows, units,
            at_once, (part + 1) * images // parts, np.empty(SCRATCH, x.dtype),
        )  # fmt: skip


@kernel
def scatter(
    low: int, dy: Array, sources: Indices, targets: Indices, counts: Indices, ends: Indices, depths: Indices,
    transposed: Array, channels: int, out: Array, at_once: int, dy_size: int, high: int, scratch: Array,
) -> None:  # fmt: skip
    """The gradients of images low to high - 1, each of which has dy_size numbers in dy."""
    size = out.size // (dy.size // dy_size)
    units = depths.size
    zeros = out[low * size : high * size]
    zeros[:] = 0
    for image in range(low, high, at_once):
        count = min(at_once, high - image)
        for tap in range(counts.size):
            first = ends[tap - 1] if tap else 0
            last = first + count * counts[tap]
            multiply(
                dy, image * dy_size, sources[first:last], depths, transposed, tap * units * channels, channels, ONE,
                ZERO, channels, START_OUT, transposed, dy.dtype.type(-np.inf), out, image * size, targets[first:last],
                scratch,
            )  # fmt: skip


@parallel_kernel
def scatter_in_parts(
    parts: int, dy: Array, sources: Indices, targets: Indices, counts: Indices, ends: Indices, depths: Indices,
    transposed: Array, channels: int, out: Array, at_once: int, dy_size: int, images: int,
) -> None:  # fmt: skip
    for part in prange(parts):
        scatter(
            part * images // parts, dy, sources, targets, counts, ends, depths, transposed, channels, out, at_once,
            dy_size, (part + 1) * images // parts, np.empty(SCRATCH, dy.dtype),
        )  # fmt: skip


@kernel
def transpose_taps(kernels: Array, channels: int, units: int, out: Array) -> None:
    """From (taps, C_in, C_out) to (taps, C_out, C_in)."""
    taps = kernels.size // (channels * units)
    source, target = kernels.reshape(taps, channels, units), out.reshape(taps, units, channels)
    for tap in range(taps):
        for j in range(units):
            for c in range(channels):
                target[tap, j, c] = source[tap, c, j]


@kernel
def gather_taps(
    x: Array, pixels: Indices, taps: Indices, padding: Indices, dy: Array, out: Array, out_rows: Indices, units: int,
    at_once: int, images: int, scratch: Array,
) -> None:  # fmt: skip
    """The gradients of the taps that are given, summed over all images."""
    height, row, top, left, padded_height, padded_row = padding
    padded = np.empty(at_once * padded_height * padded_row, x.dtype)
    size = pixels.size // at_once
    for image in range(0, images, at_once):
        count = min(at_once, images - image)
        base = image * height * row
        if padded_height:
            pad_images(x, base, count, height, row, top, left, padded_height, padded_row, padded)
        multiply(
            padded if padded_height else x, 0 if padded_height else base, taps, pixels[: count * size], dy,
            image * size * units, units, ONE, ZERO, units, START_OUT if image else START_ZERO, dy,
            x.dtype.type(-np.inf), out, ZERO, out_rows, scratch,
        )  # fmt: skip


@parallel_kernel
def gather_taps_in_parts(
    parts: int, x: Array, pixels: Indices, taps: Indices, padding: Indices, dy: Array, out: Array, out_rows: Indices,
    units: int, at_once: int, images: int,
) -> None:  # fmt: skip
    """Each thread has its share of the taps and sees all images, so that the order of summing stays the same."""
    tiles = -(-taps.size // ROWS)
    for part in prange(parts):
        low, high = ROWS * (part * tiles // parts), min(taps.size, ROWS * ((part + 1) * tiles // parts))
        gather_taps(
            x, pixels, taps[low:high], padding, dy, out, out_rows[low:high], units, at_once, images,
            np.empty(SCRATCH, x.dtype),
        )  # fmt: skip
