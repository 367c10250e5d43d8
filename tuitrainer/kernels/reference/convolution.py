"""Convolution over images and its two gradients."""

from __future__ import annotations

from tuitrainer.kernels.backend import Array


def conv2d_forward(
    x: Array,
    kernels: Array,
    bias: Array | None,
    strides: tuple[int, int],
    padding: tuple[int, int],
    activation: str,
    out: Array,
) -> None:
    raise NotImplementedError


def conv2d_input_gradient(
    dy: Array, kernels: Array, strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    raise NotImplementedError


def conv2d_kernels_gradient(
    x: Array, dy: Array, strides: tuple[int, int], padding: tuple[int, int], out: Array
) -> None:
    raise NotImplementedError
