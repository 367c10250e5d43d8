"""Convolution over images and its two gradients: a dense layer slid over the image, one kernel entry at a time.

Under entry (u, v) of the kernel lies one pixel for each pixel of the result. These pixels, a strided slice of the image
with its padding, times the matrix kernels[u, v] (C_in, C_out) are what that entry adds to the result; the gradients are
those of the dense layer, entry by entry. LeCun et al., "Gradient-based learning applied to document recognition"
(1998), section II; Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016), has pictures of
strides, padding and the transposed convolution.
"""

from __future__ import annotations

import numpy as np

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.reference.activations import activation as apply


@np.errstate(all="ignore")
def conv2d_forward(
    x: Array,
    kernels: Array,
    bias: Array | None,
    strides: tuple[int, int],
    padding: tuple[int, int],
    activation: str,
    out: Array,
) -> None:
    image = _zeros_around(x, kernels, strides, padding, out)
    _inside(image, padding, x)[...] = x
    out[...] = 0 if bias is None else bias
    for u, v in np.ndindex(kernels.shape[:2]):
        out += _pixels_under(u, v, image, strides, out) @ kernels[u, v]
    apply(activation, out, out)


@np.errstate(all="ignore")
def conv2d_input_gradient(
    dy: Array, kernels: Array, strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    """A pixel that lay under several entries of the kernel collects from all of them."""
    image = _zeros_around(out, kernels, strides, padding, dy)
    for u, v in np.ndindex(kernels.shape[:2]):
        pixels = _pixels_under(u, v, image, strides, dy)
        pixels += dy @ kernels[u, v].T
    out[...] = _inside(image, padding, out)


@np.errstate(all="ignore")
def conv2d_kernels_gradient(
    x: Array, dy: Array, strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    image = _zeros_around(x, out, strides, padding, dy)
    _inside(image, padding, x)[...] = x
    everywhere = (0, 1, 2)  # each image, each row and column of the result
    for u, v in np.ndindex(out.shape[:2]):
        out[u, v] = np.tensordot(_pixels_under(u, v, image, strides, dy), dy, (everywhere, everywhere))


def _zeros_around(x: Array, kernels: Array, strides: tuple[int, int], padding: tuple[int, int], y: Array) -> Array:
    """Zeros for x and its padding: above and left as much as `padding` says, below and right down to the last pixel
    that a kernel reaches while it makes y.
    """
    height, width = (
        max(padding[axis] + x.shape[1 + axis], strides[axis] * (y.shape[1 + axis] - 1) + kernels.shape[axis])
        for axis in (0, 1)
    )
    return np.zeros((x.shape[0], height, width, x.shape[3]), x.dtype)


def _inside(image: Array, padding: tuple[int, int], x: Array) -> Array:
    """The part of the padded image that is not padding, shaped as x; a view."""
    top, left = padding
    return image[:, top : top + x.shape[1], left : left + x.shape[2]]


def _pixels_under(u: int, v: int, image: Array, strides: tuple[int, int], y: Array) -> Array:
    """The pixels (N, OH, OW, C) that meet entry (u, v) of the kernel, one for each pixel of y; a view."""
    (down, right), (rows, columns) = strides, y.shape[1:3]
    return image[:, u : u + down * rows : down, v : v + right * columns : right]
