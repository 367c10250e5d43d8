"""Pooling over windows of an image, and the way back up."""

from __future__ import annotations

from tuitrainer.kernels.backend import Array


def max_pool_forward(
    x: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    raise NotImplementedError


def max_pool_input_gradient(
    x: Array, y: Array, dy: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    raise NotImplementedError


def average_pool_forward(
    x: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    raise NotImplementedError


def average_pool_input_gradient(
    dy: Array, size: tuple[int, int], strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    raise NotImplementedError


def upsample_forward(x: Array, size: tuple[int, int], out: Array) -> None:
    raise NotImplementedError


def upsample_input_gradient(dy: Array, size: tuple[int, int], out: Array) -> None:
    raise NotImplementedError
