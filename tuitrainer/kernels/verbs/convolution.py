"""Convolution over images and its two gradients."""

from __future__ import annotations

from typing import Protocol

from tuitrainer.kernels.verbs.arrays import Array


class ConvolutionVerbs(Protocol):
    """Images are (N, H, W, C), kernels (KH, KW, C_in, C_out).

    `strides` is (down, right). `padding` is how many rows of zeros stand above the image and columns of zeros left of
    it; how many stand below and right of it follows from the shape of the result. As everywhere in this field,
    the kernel is not flipped: y[n, i, j, o] = sum over (u, v, c) of
    x[n, i*strides[0] + u - padding[0], j*strides[1] + v - padding[1], c] * kernels[u, v, c, o].
    """

    def conv2d_forward(
        self, x: Array, kernels: Array, bias: Array | None, strides: tuple[int, int], padding: tuple[int, int],
        activation: str, out: Array,
    ) -> None:  # fmt: skip
        """out = activation(x * kernels + bias); x (N, H, W, C_in), bias (C_out,), out (N, OH, OW, C_out).

        `activation` is one of FROM_OUTPUT.
        """

    def conv2d_input_gradient(
        self, dy: Array, kernels: Array, strides: tuple[int, int], padding: tuple[int, int], out: Array
    ) -> None:
        """The gradient of x; dy (N, OH, OW, C_out), out (N, H, W, C_in). It is the transposed convolution of dy."""

    def conv2d_kernels_gradient(
        self, x: Array, dy: Array, strides: tuple[int, int], padding: tuple[int, int], out: Array
    ) -> None:
        """The gradient of the kernels, summed over the batch; out (KH, KW, C_in, C_out)."""
