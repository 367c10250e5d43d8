"""Rows of a table, looked up by number."""

from __future__ import annotations

from typing import Protocol

from tuitrainer.kernels.verbs.arrays import Array


class EmbeddingVerbs(Protocol):
    """`indices` (N,) are whole numbers from 0 to V - 1, though of a floating type; the caller has checked them.

    Where it could not, nothing outside the table is touched: a fraction is cut off, what is below 0 (nan too) counts
    as 0, what is above V - 1 as V - 1.
    """

    def embedding_forward(self, indices: Array, table: Array, out: Array) -> None:
        """out[i] = table[indices[i]]; table (V, D), out (N, D)."""

    def embedding_gradient(self, indices: Array, dy: Array, out: Array) -> None:
        """out (V, D): the sum of dy[i] over all i with that index; 0 for an index that did not come."""
