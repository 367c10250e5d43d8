"""Scaled dot-product attention with several heads."""

from tuitrainer.kernels.reference.attention import (
    attention_forward,
    attention_gradient,
)

__all__ = [
    "attention_forward",
    "attention_gradient",
]
