"""Where the numbers that a convolution looks at lie: tables for `multiply`, instead of a copy of every patch.

The patch of a pixel is KH rows of KW * C numbers each. Written out for every pixel ("im2col") they would be KH * KW
times as many numbers as the image has; here the product reads them where they are: number t of the patch of pixel p is
x[pixels[p] + taps[t]] (Chetlur et al., "cuDNN: efficient primitives for deep learning", 2014, section 3).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tuitrainer.kernels.backend import Array, Indices
from tuitrainer.kernels.cpu._jit import kernel

PIXELS_AT_ONCE = 256
"""Small images are taken together until they have so many pixels, so that the kernels are read for many of them."""


class Windows(NamedTuple):
    """The geometry of a convolution: all that its tables depend on."""

    height: int
    width: int
    channels: int
    kernel_height: int
    kernel_width: int
    out_height: int
    out_width: int
    out_channels: int
    strides: tuple[int, int]
    padding: tuple[int, int]

    @property
    def at_once(self) -> int:
        """How many images are taken together."""
        return max(1, PIXELS_AT_ONCE // (self.out_height * self.out_width))

    @property
    def padded(self) -> tuple[int, int]:
        """Height and width of the image with the zeros around it; (0, 0) where no window needs any."""
        reach = [
            (out - 1) * stride + kernel
            for out, stride, kernel in (
                (self.out_height, self.strides[0], self.kernel_height),
                (self.out_width, self.strides[1], self.kernel_width),
            )
        ]
        if self.padding == (0, 0) and reach[0] <= self.height and reach[1] <= self.width:
            return 0, 0
        return max(reach[0], self.padding[0] + self.height), max(reach[1], self.padding[1] + self.width)


class Patches(NamedTuple):
    pixels: Indices
    """Where the patch of each pixel of the result begins, for as many images as are taken at once."""
    taps: Indices
    """Where each number of a patch lies behind its beginning, in the order of the kernels."""


@lru_cache(maxsize=64)
def patches(windows: Windows) -> Patches:
    """The tables of a convolution's forward pass, on images that have their zeros around them already."""
    height, width = windows.padded if windows.padded != (0, 0) else (windows.height, windows.width)
    image, down, right = np.ogrid[: windows.at_once, : windows.out_height, : windows.out_width]
    row = image * height + down * windows.strides[0]
    pixels = (row * width + right * windows.strides[1]) * windows.channels
    u, v, channel = np.ogrid[: windows.kernel_height, : windows.kernel_width, : windows.channels]
    taps = (u * width + v) * windows.channels + channel
    return Patches(pixels.astype(np.int64).ravel(), taps.astype(np.int64).ravel())


class Scattering(NamedTuple):
    """For each tap (u, v) of the kernels, tap t from ends[t - 1] to ends[t]."""

    sources: Indices
    """Where the pixels of dy lie whose window has this tap inside the image, image after image."""
    targets: Indices
    """And the pixels of the image that the tap touches there."""
    counts: Indices
    """How many they are in one image."""
    ends: Indices


@lru_cache(maxsize=64)
def scattering(windows: Windows) -> Scattering:
    """The tables of the gradient of the image: what is outside the image is never calculated."""
    sources, targets, counts = [], [], []
    for u in range(windows.kernel_height):
        for v in range(windows.kernel_width):
            image, down, right = np.mgrid[: windows.at_once, : windows.out_height, : windows.out_width]
            row = down * windows.strides[0] + u - windows.padding[0]
            column = right * windows.strides[1] + v - windows.padding[1]
            inside = (row >= 0) & (row < windows.height) & (column >= 0) & (column < windows.width)
            source = ((image * windows.out_height + down) * windows.out_width + right) * windows.out_channels
            target = ((image * windows.height + row) * windows.width + column) * windows.channels
            sources.append(source[inside])
            targets.append(target[inside])
            counts.append(np.count_nonzero(inside[0]))
    ends = np.cumsum([len(part) for part in sources], dtype=np.int64)
    return Scattering(_joined(sources), _joined(targets), np.array(counts, np.int64), ends)


def _joined(parts: list[npt.NDArray[np.int64]]) -> Indices:
    return np.concatenate(parts).astype(np.int64)


@kernel
def pad_images(
    x: Array, base: int, count: int, height: int, row_size: int, top: int, left: int, padded_height: int,
    padded_row: int, out: Array,
) -> None:  # fmt: skip
    """`count` images of `height` rows of `row_size` numbers, written into the middle of zeros."""
    out[:] = 0
    for image in range(count):
        for i in range(height):
            source = np.uint64(base + (image * height + i) * row_size)
            target = np.uint64((image * padded_height + top + i) * padded_row + left)
            for j in range(np.uint64(row_size)):
                out[target + j] = x[source + j]
