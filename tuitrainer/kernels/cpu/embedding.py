"""Rows of a table, looked up by number."""

from tuitrainer.kernels.reference.embedding import (
    embedding_forward,
    embedding_gradient,
)

__all__ = [
    "embedding_forward",
    "embedding_gradient",
]
