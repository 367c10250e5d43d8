"""Batch normalization and layer normalization."""

from tuitrainer.kernels.reference.normalization import (
    batch_norm_forward,
    batch_norm_gradient,
    batch_statistics,
    layer_norm_forward,
    layer_norm_gradient,
    move_average,
)

__all__ = [
    "batch_norm_forward",
    "batch_norm_gradient",
    "batch_statistics",
    "layer_norm_forward",
    "layer_norm_gradient",
    "move_average",
]
