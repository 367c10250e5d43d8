"""A convolution as the product of two matrices, pixels by filters; the gradients are in `_convolve_back`.

Written out, the patches under the kernel would be a matrix with KH * KW times the numbers of the image ("im2col"). Here
nobody writes it: a block reads the slice of it that its tile needs next straight from the image ("implicit GEMM",
Chetlur et al., "cuDNN: efficient primitives for deep learning", 2014, section 3). For which pixel, or which tap of the
kernels, a thread reads stays the same all the way, so the divisions that find its place in the image are done once,
before the loop; inside it there are additions only. Beyond the edge of the image 0 is taken instead of reading.

All arrays but the results come flat. An index that is unsigned saves the question whether it counts from the end, and
`while` the second counter that the compiler keeps for a `range` that ends at a variable.
Sizes of an image are (H, W, C), of a result (OH, OW, F). Row by row, a patch is `reach` = KW * C numbers that lie side
by side in the image, as they do in the kernels.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numba import cuda, int32, int64

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import kernel
from tuitrainer.kernels.cuda._mathematics import RELU, activated
from tuitrainer.kernels.cuda._tiles import ALIGNMENT, BLOCK, DEPTH, GAP, SIDE, Tile, functions_of


@lru_cache(maxsize=16)
def forward_kernel(tile: Tile) -> Callable[..., None]:
    clear, add_products, row_of, column_of = functions_of(tile, unrolled=True)
    rows, columns, (high, wide) = tile.rows, tile.columns, tile
    left_shape, right_shape = (DEPTH, rows + GAP), (DEPTH, columns + GAP)
    left_fetches, right_fetches = rows * DEPTH // BLOCK, columns * DEPTH // BLOCK
    lines_apart, terms_apart = BLOCK // DEPTH, BLOCK // columns  # between the numbers that one thread fetches

    @kernel
    def convolve(
        x: Array, image_size: tuple[int, int, int], kernels: Array, reach: int, bias: Array, has_bias: bool,
        activation: int, strides: tuple[int, int], padding: tuple[int, int], size: tuple[int, int, int], out: Array,
    ) -> None:  # fmt: skip
        """A block: a tile of out (N * OH * OW, F), pixels by filters.

        Thread number t fetches term t % DEPTH of every slice for some pixels, so that neighbours read neighbours.
        """
        seen = cuda.shared.array(left_shape, out.dtype, alignment=ALIGNMENT)
        taps = cuda.shared.array(right_shape, out.dtype, alignment=ALIGNMENT)
        sums = cuda.local.array((high, wide), out.dtype)  # all indices are constants once unrolled: these are registers
        images = cuda.local.array(left_fetches, int32)
        tops = cuda.local.array(left_fetches, int32)
        lefts = cuda.local.array(left_fetches, int32)
        ends = cuda.local.array(left_fetches, int32)
        origins = cuda.local.array(left_fetches, int64)
        thread = cuda.threadIdx.y * SIDE + cuda.threadIdx.x
        first_pixel, first_filter = cuda.blockIdx.x * rows, cuda.blockIdx.y * columns
        height, line_size, filters = image_size[0], image_size[1] * image_size[2], size[2]
        own_tap = thread // columns * filters + first_filter + thread % columns
        term, line, zero = thread % DEPTH, thread // DEPTH, out.dtype.type(0)
        clear(sums)
        for f in range(left_fetches):
            pixel = first_pixel + line + f * lines_apart
            line_of_all = pixel // size[1]
            images[f] = line_of_all // size[0]
            tops[f] = line_of_all % size[0] * strides[0] - padding[0] if pixel < out.shape[0] else height  # below all
            lefts[f] = (pixel % size[1] * strides[1] - padding[1]) * image_size[2]

        for u in range(kernels.size // (reach * filters)):
            for f in range(left_fetches):  # where this row of the patch leaves the image again; 0 if it is outside
                row = tops[f] + u
                ends[f] = min(line_size, lefts[f] + reach) if 0 <= row < height else 0
                origins[f] = (images[f] * height + row) * line_size
            start = 0
            while start < reach:
                for f in range(left_fetches):
                    place, value = lefts[f] + start + term, zero
                    if 0 <= place < ends[f]:
                        value = x[np.uint64(origins[f] + place)]
                    seen[term, line + f * lines_apart] = value
                for f in range(right_fetches):
                    k, value = f * terms_apart, zero
                    if start + thread // columns + k < reach and first_filter + thread % columns < filters:
                        value = kernels[np.uint64((u * reach + start + k) * filters + own_tap)]
                    taps[thread // columns + k, thread % columns] = value
                cuda.syncthreads()  # the slices are complete
                add_products(seen, taps, sums)
                cuda.syncthreads()  # nobody reads them any more
                start += DEPTH

        for i in range(high):
            for j in range(wide):
                pixel, filter_ = first_pixel + row_of(i), first_filter + column_of(j)
                if pixel < out.shape[0] and filter_ < filters:
                    value = sums[i, j]
                    if has_bias:
                        value += bias[filter_]
                    if activation == RELU and value < zero:
                        value = zero
                    out[pixel, filter_] = value
        if activation > RELU:  # a thread reads again what it wrote itself: this long code is there once, not unrolled
            for number in range(high * wide):
                pixel, filter_ = first_pixel + row_of(number // wide), first_filter + column_of(number % wide)
                if pixel < out.shape[0] and filter_ < filters:
                    out[pixel, filter_] = activated(activation, out[pixel, filter_], out.dtype.type)

    return convolve
