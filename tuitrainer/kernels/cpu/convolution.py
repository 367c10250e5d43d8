"""Convolution over images and its two gradients."""

from tuitrainer.kernels.reference.convolution import (
    conv2d_forward,
    conv2d_input_gradient,
    conv2d_kernels_gradient,
)

__all__ = [
    "conv2d_forward",
    "conv2d_input_gradient",
    "conv2d_kernels_gradient",
]
