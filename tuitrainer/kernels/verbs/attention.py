"""Scaled dot-product attention with several heads."""

from __future__ import annotations

from typing import Protocol

from tuitrainer.kernels.verbs.arrays import Array


class AttentionVerbs(Protocol):
    """query, key, value (N, T, D); head h uses columns h*D/heads to (h+1)*D/heads of all three and of the result.

    Vaswani et al., "Attention is all you need" (2017), equation 1, for each head.
    """

    def attention_forward(
        self, query: Array, key: Array, value: Array, heads: int, causal: bool, weights: Array, out: Array
    ) -> None:
        """weights (N, heads, T, T) = softmax(query @ key.T / sqrt(D/heads)) by rows; out (N, T, D) = weights @ value.

        `causal`: step t attends to the steps up to t only; the other weights are 0.
        """

    def attention_gradient(
        self, query: Array, key: Array, value: Array, heads: int, weights: Array, dy: Array, query_gradient: Array,
        key_gradient: Array, value_gradient: Array,
    ) -> None:  # fmt: skip
        """The three gradients of `attention_forward`, given its `weights`; all (N, T, D)."""
