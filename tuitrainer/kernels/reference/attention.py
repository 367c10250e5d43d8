"""Scaled dot-product attention with several heads."""

from __future__ import annotations

from tuitrainer.kernels.backend import Array


def attention_forward(
    query: Array, key: Array, value: Array, heads: int, causal: bool, weights: Array, out: Array
) -> None:
    raise NotImplementedError


def attention_gradient(
    query: Array,
    key: Array,
    value: Array,
    heads: int,
    weights: Array,
    dy: Array,
    query_gradient: Array,
    key_gradient: Array,
    value_gradient: Array,
) -> None:
    raise NotImplementedError
