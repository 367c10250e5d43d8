"""Convolution and its two gradients: which kernels of `_convolve` and `_convolve_back` are launched, and on how many
blocks.
"""

from __future__ import annotations

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._convolve import forward_kernel
from tuitrainer.kernels.cuda._convolve_back import image_gradient_kernel, kernels_gradient_kernel
from tuitrainer.kernels.cuda._launch import ENOUGH_BLOCKS, flat, launch
from tuitrainer.kernels.cuda._mathematics import LINEAR, code_of
from tuitrainer.kernels.cuda._reduce import sum_rows
from tuitrainer.kernels.cuda._scratch import scratch
from tuitrainer.kernels.cuda._tiles import SIDE, choose_high_tile
from tuitrainer.kernels.cuda.activations import activation as apply

MOST_PARTS = 128
LINES_OF_A_PART = 4
"""Fewer lines of the result are not worth a part of their own (not measured)."""


def conv2d_forward(
    x: Array, kernels: Array, bias: Array | None, strides: tuple[int, int], padding: tuple[int, int], activation: str,
    out: Array,
) -> None:  # fmt: skip
    filters = out.shape[3]
    pixels, reach = out.size // filters, kernels.shape[1] * kernels.shape[2]
    fused = activation != "softmax"
    tile = choose_high_tile(pixels, filters)
    launch(
        forward_kernel(tile), (-(-pixels // tile.rows), -(-filters // tile.columns)), (SIDE, SIDE), flat(x),
        x.shape[1:], flat(kernels), reach, flat(out) if bias is None else bias, bias is not None,
        code_of(activation) if fused else LINEAR, strides, padding, out.shape[1:], out.reshape(pixels, filters),
    )  # fmt: skip
    if not fused:
        apply(activation, out, out)


def conv2d_input_gradient(
    dy: Array, kernels: Array, strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    images, height, width, channels = out.shape
    remainders = strides[0] * strides[1]
    pixels = images * -(-height // strides[0]) * -(-width // strides[1])  # of the pair of remainders that has most
    tile = choose_high_tile(pixels, channels, remainders)
    launch(
        image_gradient_kernel(tile), (-(-pixels // tile.rows), -(-channels // tile.columns), remainders), (SIDE, SIDE),
        flat(dy), dy.shape[1:], flat(kernels), kernels.shape[:2], strides, padding, out,
    )  # fmt: skip


def conv2d_kernels_gradient(
    x: Array, dy: Array, strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    """Few taps make few tiles, but their sums are long: these are cut into parts, which are added up in the end."""
    filters, reach = out.shape[3], out.shape[1] * out.shape[2]
    taps, lines = out.shape[0] * reach, dy.shape[0] * dy.shape[1]
    tile = choose_high_tile(taps, filters, max(1, lines // LINES_OF_A_PART))
    blocks = -(-taps // tile.rows), -(-filters // tile.columns)
    count = max(1, min(2 * ENOUGH_BLOCKS // (blocks[0] * blocks[1]), lines // LINES_OF_A_PART, MOST_PARTS))
    parts = out if count == 1 else scratch("convolution", count * out.size, out.dtype)
    launch(
        kernels_gradient_kernel(tile), (*blocks, count), (SIDE, SIDE), flat(x), x.shape[1:], flat(dy), dy.shape[1:],
        strides, padding, reach, parts.reshape(count, taps, filters),
    )  # fmt: skip
    if count > 1:
        sum_rows(parts, count, out.size, out)
