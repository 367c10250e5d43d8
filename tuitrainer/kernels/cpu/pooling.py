"""Pooling over windows of an image, and the way back up."""

from tuitrainer.kernels.reference.pooling import (
    average_pool_forward,
    average_pool_input_gradient,
    max_pool_forward,
    max_pool_input_gradient,
    upsample_forward,
    upsample_input_gradient,
)

__all__ = [
    "average_pool_forward",
    "average_pool_input_gradient",
    "max_pool_forward",
    "max_pool_input_gradient",
    "upsample_forward",
    "upsample_input_gradient",
]
