"""Pooling over windows of an image, and the way back up."""

from __future__ import annotations

from typing import Protocol

from tuitrainer.kernels.verbs.arrays import Array


class PoolingVerbs(Protocol):
    """`size` is (rows, columns) of the window; `strides` and `padding` are as for convolutions.

    What is padded never counts: a maximum is over the values that exist, a mean is divided by how many they are. Every
    window has at least one. Windows may overlap, or leave values out.
    """

    def max_pool_forward(
        self, x: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
    ) -> None:
        """The largest value of each window and channel; x (N, H, W, C), out (N, OH, OW, C)."""

    def max_pool_input_gradient(
        self, x: Array, y: Array, dy: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int],
        out: Array,
    ) -> None:  # fmt: skip
        """Each dy goes to the first largest value of its window in row-major order; overlapping windows add up."""

    def average_pool_forward(
        self, x: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
    ) -> None:
        """The mean of each window and channel."""

    def average_pool_input_gradient(
        self, dy: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
    ) -> None:
        """Each dy is shared evenly by the values of its window; out (N, H, W, C)."""

    def upsample_forward(self, x: Array, size: tuple[int, int], out: Array) -> None:
        """Every pixel repeated size[0] times down and size[1] times right; out (N, H*size[0], W*size[1], C)."""

    def upsample_input_gradient(self, dy: Array, size: tuple[int, int], out: Array) -> None:
        """The sum of dy over the copies of each pixel; out (N, H, W, C)."""
