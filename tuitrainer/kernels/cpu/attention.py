"""Scaled dot-product attention: for each example and head a few small products, and a softmax of rows between them.

The columns of a head are never copied out: tables of places step over those of the other heads.
"""

from __future__ import annotations

import math

import numpy as np
from numba import prange

from tuitrainer.kernels.backend import Array, Indices
from tuitrainer.kernels.cpu._jit import kernel, one_type, parallel_kernel, reducing_kernel
from tuitrainer.kernels.cpu._mathematics import precise_exponential
from tuitrainer.kernels.cpu._product import ONE, SCRATCH, ZERO, multiply, parts_of, steps
from tuitrainer.kernels.cpu._simd import START_ZERO


def attention_forward(
    query: Array, key: Array, value: Array, heads: int, causal: bool, weights: Array, out: Array, threads: int = 1
) -> None:
    count, time, features = query.shape
    width = features // heads
    arguments = (
        one_type(query).reshape(-1), one_type(key).reshape(-1), one_type(value).reshape(-1), bool(causal),
        weights.reshape(-1), out.reshape(-1), steps(time, features), steps(time, time), steps(time, 1), steps(width, 1),
        heads, count * heads,
    )  # fmt: skip
    parts = parts_of(4 * weights.size * width, min(threads, count * heads))
    if parts > 1:
        attend_in_parts(parts, *arguments)
    else:
        attend(0, *arguments, np.empty(SCRATCH, out.dtype))


def attention_gradient(
    query: Array, key: Array, value: Array, heads: int, weights: Array, dy: Array, query_gradient: Array,
    key_gradient: Array, value_gradient: Array, threads: int = 1,
) -> None:  # fmt: skip
    count, time, features = query.shape
    width = features // heads
    arguments = (
        one_type(query).reshape(-1), one_type(key).reshape(-1), one_type(value).reshape(-1),
        one_type(weights).reshape(-1), one_type(dy).reshape(-1), query_gradient.reshape(-1), key_gradient.reshape(-1),
        value_gradient.reshape(-1), steps(time, features), steps(time, time), steps(time, 1), steps(width, 1), heads,
        count * heads,
    )  # fmt: skip
    parts = parts_of(8 * weights.size * width, min(threads, count * heads))
    if parts > 1:
        attend_back_in_parts(parts, *arguments)
    else:
        attend_back(0, *arguments, np.empty(SCRATCH, dy.dtype))


@kernel
def attend(
    low: int, query: Array, key: Array, value: Array, causal: bool, weights: Array, out: Array, rows: Indices,
    weight_rows: Indices, times: Indices, columns: Indices, heads: int, high: int, scratch: Array,
) -> None:  # fmt: skip
    """Heads low to high - 1, counted over all examples.

    rows, weight_rows: where each step lies in queries and in weights; times, columns: where the numbers of a row lie.
    """
    time, width = rows.size, columns.size
    features = heads * width
    scale, lowest = out.dtype.type(1 / math.sqrt(width)), out.dtype.type(-np.inf)
    for head in range(low, high):
        base = head // heads * time * features + head % heads * width
        own = weights[head * time * time : (head + 1) * time * time]
        multiply(
            query, base, rows, columns, key, base, ONE, features, ZERO, time, START_ZERO, query, lowest, own, ZERO,
            weight_rows, scratch,
        )  # fmt: skip
        for t in range(time):
            row = own[t * time : (t + 1) * time]
            seen = t + 1 if causal else time
            softmax_row(row[:seen], scale)
            row[seen:] = 0
        multiply(
            own, ZERO, weight_rows, times, value, base, features, ONE, ZERO, width, START_ZERO, query, lowest, out,
            base, rows, scratch,
        )  # fmt: skip


@kernel
def softmax_row(x: Array, scale: float) -> None:
    """x = softmax(scale * x), scale > 0."""
    highest = largest(x)
    for j in range(x.size):
        x[j] = precise_exponential((x[j] - highest) * scale)
    factor = x.dtype.type(1) / total(x)
    for j in range(x.size):
        x[j] *= factor


@reducing_kernel
def largest(x: Array) -> float:
    """Of a row without nan; with one it may be any number, and the nan itself makes the softmax nan."""
    found: float = x[0]
    for j in range(x.size):
        found = max(found, x[j])
    return found


@reducing_kernel
def total(x: Array) -> float:
    found: float = x.dtype.type(0)
    for j in range(x.size):
        found += x[j]
    return found


@reducing_kernel
def inner_product(x: Array, y: Array) -> float:
    found: float = x.dtype.type(0)
    for j in range(x.size):
        found += x[j] * y[j]
    return found


@kernel
def attend_back(
    low: int, query: Array, key: Array, value: Array, weights: Array, dy: Array, query_gradient: Array,
    key_gradient: Array, value_gradient: Array, rows: Indices, weight_rows: Indices, times: Indices, columns: Indices,
    heads: int, high: int, scratch: Array,
) -> None:  # fmt: skip
    """The gradients of heads low to high - 1."""
    time, width = rows.size, columns.size
    features = heads * width
    scale, lowest = dy.dtype.type(1 / math.sqrt(width)), dy.dtype.type(-np.inf)
    ds = np.empty(time * time, dy.dtype)
    for head in range(low, high):
        base = head // heads * time * features + head % heads * width
        own = weights[head * time * time : (head + 1) * time * time]
        multiply(
            own, ZERO, times, weight_rows, dy, base, features, ONE, ZERO, width, START_ZERO, dy, lowest, value_gradient,
            base, rows, scratch,
        )  # fmt: skip
        multiply(
            dy, base, rows, columns, value, base, ONE, features, ZERO, time, START_ZERO, dy, lowest, ds, ZERO,
            weight_rows, scratch,
        )  # fmt: skip
        for t in range(time):
            row, weight = ds[t * time : (t + 1) * time], own[t * time : (t + 1) * time]
            mean = inner_product(row, weight)
            for j in range(time):
                row[j] = weight[j] * (row[j] - mean) * scale
        multiply(
            ds, ZERO, weight_rows, times, key, base, features, ONE, ZERO, width, START_ZERO, dy, lowest, query_gradient,
            base, rows, scratch,
        )  # fmt: skip
        multiply(
            ds, ZERO, times, weight_rows, query, base, features, ONE, ZERO, width, START_ZERO, dy, lowest, key_gradient,
            base, rows, scratch,
        )  # fmt: skip


@parallel_kernel
def attend_in_parts(
    parts: int, query: Array, key: Array, value: Array, causal: bool, weights: Array, out: Array, rows: Indices,
    weight_rows: Indices, times: Indices, columns: Indices, heads: int, count: int,
) -> None:  # fmt: skip
    for part in prange(parts):
        attend(
            part * count // parts, query, key, value, causal, weights, out, rows, weight_rows, times, columns, heads,
            (part + 1) * count // parts, np.empty(SCRATCH, out.dtype),
        )  # fmt: skip


@parallel_kernel
def attend_back_in_parts(
    parts: int, query: Array, key: Array, value: Array, weights: Array, dy: Array, query_gradient: Array,
    key_gradient: Array, value_gradient: Array, rows: Indices, weight_rows: Indices, times: Indices, columns: Indices,
    heads: int, count: int,
) -> None:  # fmt: skip
    for part in prange(parts):
        attend_back(
            part * count // parts, query, key, value, weights, dy, query_gradient, key_gradient, value_gradient, rows,
            weight_rows, times, columns, heads, (part + 1) * count // parts, np.empty(SCRATCH, dy.dtype),
        )  # fmt: skip
