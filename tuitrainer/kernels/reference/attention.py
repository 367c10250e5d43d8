"""Scaled dot-product attention with several heads.

Vaswani et al., "Attention is all you need" (2017): softmax(Q K^T / sqrt(d)) V (equation 1) for each head, with d the
columns of a head. Without the root the products, of variance d for entries of variance 1, would drive the softmax to
where it has no gradient (section 3.2.1).
"""

from __future__ import annotations

import math

import numpy as np

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.reference.activations import activation, activation_gradient


@np.errstate(all="ignore")
def attention_forward(
    query: Array, key: Array, value: Array, heads: int, causal: bool, weights: Array, out: Array
) -> None:
    q, k, v = split(query, heads), split(key, heads), split(value, heads)
    scores = q @ transposed(k) / math.sqrt(q.shape[-1])
    if causal:
        seen = np.tri(query.shape[1], dtype=np.bool_)
        scores = np.where(seen, scores, -np.inf)
    activation("softmax", scores, weights)
    out[...] = joined(weights @ v)


@np.errstate(all="ignore")
def attention_gradient(
    query: Array, key: Array, value: Array, heads: int, weights: Array, dy: Array, query_gradient: Array,
    key_gradient: Array, value_gradient: Array,
) -> None:  # fmt: skip
    """Where `causal` took a weight away it is 0, and the gradient of softmax is 0 there by itself."""
    q, k, v, d = split(query, heads), split(key, heads), split(value, heads), split(dy, heads)
    of_weights = d @ transposed(v)
    of_scores = np.empty_like(weights)
    activation_gradient("softmax", of_scores, weights, of_weights, of_scores)
    of_scores /= math.sqrt(q.shape[-1])
    query_gradient[...] = joined(of_scores @ k)
    key_gradient[...] = joined(transposed(of_scores) @ q)
    value_gradient[...] = joined(transposed(weights) @ d)


def split(x: Array, heads: int) -> Array:
    """A view (N, heads, T, D/heads) of x (N, T, D)."""
    rows, steps, features = x.shape
    return x.reshape(rows, steps, heads, features // heads).transpose(0, 2, 1, 3)


def joined(x: Array) -> Array:
    """(N, T, D) of (N, heads, T, D/heads)."""
    rows, heads, steps, features = x.shape
    return x.transpose(0, 2, 1, 3).reshape(rows, steps, heads * features)


def transposed(x: Array) -> Array:
    return x.swapaxes(-1, -2)
