"""The gradients of a convolution with respect to its image and to its kernels, as products of two matrices each.

As in `_convolve`, neither of the large matrices is ever written: blocks read them out of dy and out of the image.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numba import cuda, int32, int64

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import kernel
from tuitrainer.kernels.cuda._tiles import ALIGNMENT, BLOCK, DEPTH, GAP, SIDE, Tile, functions_of


@lru_cache(maxsize=16)
def image_gradient_kernel(tile: Tile) -> Callable[..., None]:
    clear, add_products, row_of, column_of = functions_of(tile, unrolled=True)
    rows, columns, (high, wide) = tile.rows, tile.columns, tile
    left_shape, right_shape = (DEPTH, rows + GAP), (DEPTH, columns + GAP)
    left_fetches, right_fetches = rows * DEPTH // BLOCK, columns * DEPTH // BLOCK
    lines_apart = BLOCK // DEPTH

    @kernel
    def spread_back(
        dy: Array, size: tuple[int, int, int], kernels: Array, kernel_size: tuple[int, int],
        strides: tuple[int, int], padding: tuple[int, int], out: Array,
    ) -> None:  # fmt: skip
        """A block: a tile of out (N, H, W, C), pixels by channels.

        With strides, tap u touches only every strides[0]-th row of the image, those with one remainder. So blockIdx.z
        counts the pairs of remainders of rows and columns: all pixels of one pair see the same taps, and their dy lie
        side by side, as if the strides were 1.
        """
        seen = cuda.shared.array(left_shape, out.dtype, alignment=ALIGNMENT)
        taps = cuda.shared.array(right_shape, out.dtype, alignment=ALIGNMENT)
        sums = cuda.local.array((high, wide), out.dtype)
        images = cuda.local.array(left_fetches, int32)
        downs = cuda.local.array(left_fetches, int32)
        rights = cuda.local.array(left_fetches, int32)
        origins = cuda.local.array(left_fetches, int64)
        thread = cuda.threadIdx.y * SIDE + cuda.threadIdx.x
        first_pixel, first_channel = cuda.blockIdx.x * rows, cuda.blockIdx.y * columns
        term, line, zero = thread % DEPTH, thread // DEPTH, out.dtype.type(0)
        over, aside = cuda.blockIdx.z // strides[1], cuda.blockIdx.z % strides[1]  # the remainders
        height = (out.shape[1] - over + strides[0] - 1) // strides[0]  # rows of the image that have this one
        width = (out.shape[2] - aside + strides[1] - 1) // strides[1]
        pixels, channels, filters = out.shape[0] * height * width, out.shape[3], size[2]
        own_tap = (first_channel + line) * filters + term
        clear(sums)
        for f in range(left_fetches):
            pixel = first_pixel + line + f * lines_apart
            images[f], downs[f], rights[f] = 0, -1, 0  # a row of dy that is none, as are all above it
            if pixel < pixels:
                images[f] = pixel // width // height
                downs[f] = pixel // width % height + (over + padding[0]) // strides[0]
                rights[f] = pixel % width + (aside + padding[1]) // strides[1]

        for u in range((over + padding[0]) % strides[0], kernel_size[0], strides[0]):
            for v in range((aside + padding[1]) % strides[1], kernel_size[1], strides[1]):
                for f in range(left_fetches):  # where the pixel of dy lies that this tap sends back; -1 if outside
                    row, column = downs[f] - u // strides[0], rights[f] - v // strides[1]
                    inside = 0 <= row < size[0] and 0 <= column < size[1]
                    origins[f] = ((images[f] * size[0] + row) * size[1] + column) * filters if inside else -1
                tap = (u * kernel_size[1] + v) * channels
                start = 0
                while start < filters:
                    k = start + term
                    for f in range(left_fetches):
                        value = zero
                        if origins[f] >= 0 and k < filters:
                            value = dy[np.uint64(origins[f] + k)]
                        seen[term, line + f * lines_apart] = value
                    for f in range(right_fetches):
                        j, value = first_channel + line + f * lines_apart, zero
                        if k < filters and j < channels:
                            value = kernels[np.uint64((tap + f * lines_apart) * filters + own_tap + start)]
                        taps[term, line + f * lines_apart] = value
                    cuda.syncthreads()
                    add_products(seen, taps, sums)
                    cuda.syncthreads()
                    start += DEPTH

        for i in range(high):
            pixel = first_pixel + row_of(i)
            if pixel < pixels:
                image, row, column = pixel // width // height, pixel // width % height, pixel % width
                row, column = row * strides[0] + over, column * strides[1] + aside
                for j in range(wide):
                    if first_channel + column_of(j) < channels:
                        out[image, row, column, first_channel + column_of(j)] = sums[i, j]

    return spread_back


@lru_cache(maxsize=16)
def kernels_gradient_kernel(tile: Tile) -> Callable[..., None]:
    clear, add_products, row_of, column_of = functions_of(tile, unrolled=True)
    rows, columns, (high, wide) = tile.rows, tile.columns, tile
    left_shape, right_shape = (DEPTH, rows + GAP), (DEPTH, columns + GAP)
    left_fetches, right_fetches = rows * DEPTH // BLOCK, columns * DEPTH // BLOCK

    @kernel
    def collect_taps(
        x: Array, image_size: tuple[int, int, int], dy: Array, size: tuple[int, int, int], strides: tuple[int, int],
        padding: tuple[int, int], reach: int, parts: Array,
    ) -> None:  # fmt: skip
        """A block: its part of the sums of a tile of the gradient (KH * KW * C, F), taps by filters.

        The sums over all pixels of dy go line by line. blockIdx.z counts the parts, each of which has its share of the
        lines and its own place in parts (P, KH * KW * C, F): no two blocks add to the same number, so the sum has the
        same order, and the same bits, in every run.
        """
        seen = cuda.shared.array(left_shape, parts.dtype, alignment=ALIGNMENT)
        errors = cuda.shared.array(right_shape, parts.dtype, alignment=ALIGNMENT)
        sums = cuda.local.array((high, wide), parts.dtype)
        thread = cuda.threadIdx.y * SIDE + cuda.threadIdx.x
        first_tap, first_filter = cuda.blockIdx.x * rows, cuda.blockIdx.y * columns
        height, channels, zero = image_size[0], image_size[2], parts.dtype.type(0)
        line_size, length, filters = image_size[1] * channels, size[1], size[2]
        own = thread % rows  # a thread fetches for one tap only: BLOCK is a multiple of rows
        tap = first_tap + own
        top = tap // reach - padding[0] if tap < parts.shape[1] else height  # below all
        left, step = tap % reach - padding[1] * channels, strides[1] * channels
        first_place = left + thread // rows * step
        own_error = thread // columns * filters + first_filter + thread % columns
        lines = dy.size // (length * filters)
        clear(sums)
        for line in range(cuda.blockIdx.z * lines // cuda.gridDim.z, (cuda.blockIdx.z + 1) * lines // cuda.gridDim.z):
            row = top + line % size[0] * strides[0]
            end = min(line_size, left + length * step) if 0 <= row < height else 0
            origin = (line // size[0] * height + row) * line_size
            start = 0
            while start < length:
                for f in range(left_fetches):
                    k, value = f * (BLOCK // rows), zero
                    place = first_place + (start + k) * step
                    if 0 <= place < end:
                        value = x[np.uint64(origin + place)]
                    seen[thread // rows + k, own] = value
                for f in range(right_fetches):
                    k, value = f * (BLOCK // columns), zero
                    if start + thread // columns + k < length and first_filter + thread % columns < filters:
                        value = dy[np.uint64((line * length + start + k) * filters + own_error)]
                    errors[thread // columns + k, thread % columns] = value
                cuda.syncthreads()
                add_products(seen, errors, sums)
                cuda.syncthreads()
                start += DEPTH

        for i in range(high):
            for j in range(wide):
                tap, filter_ = first_tap + row_of(i), first_filter + column_of(j)
                if tap < parts.shape[1] and filter_ < filters:
                    parts[cuda.blockIdx.z, tap, filter_] = sums[i, j]

    return collect_taps
