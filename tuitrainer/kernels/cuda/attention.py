"""Scaled dot-product attention with several heads: a block of threads for some steps of one head of one example.

A block makes SIDE rows of the weights from end to end: scores, softmax, values. No other block needs these rows, so
between the parts its threads wait for each other (`syncthreads`), and one launch does it all. The products go the
classic way: a tile of either factor is fetched into shared memory, where each of its numbers serves SIDE threads. The
columns of a head are never copied out: they are read where they lie, from `first` on.

On the way back the same rows give the gradients of the scores and of the queries. Those of keys and values are sums
down the columns of the weights, which many blocks have made: another kernel, that runs when all of them have ended.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import cuda

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import device_function, kernel
from tuitrainer.kernels.cuda._launch import launch, number_like
from tuitrainer.kernels.cuda._scratch import scratch
from tuitrainer.kernels.cuda._tiles import SIDE

TILE = (SIDE, SIDE + 1)
"""One column more than is used: else the threads that read down a column would wait for the same bank of memory."""


def attention_forward(
    query: Array, key: Array, value: Array, heads: int, causal: bool, weights: Array, out: Array
) -> None:
    _launch(attend, weights, query, key, value, _scale(query, heads), causal, weights, out)


def attention_gradient(
    query: Array, key: Array, value: Array, heads: int, weights: Array, dy: Array, query_gradient: Array,
    key_gradient: Array, value_gradient: Array,
) -> None:  # fmt: skip
    of_scores = scratch("attention", weights.size, weights.dtype).reshape(weights.shape)
    _launch(attend_back, weights, key, value, _scale(query, heads), weights, dy, of_scores, query_gradient)
    _launch(collect_back, weights, query, weights, dy, of_scores, key_gradient, value_gradient)


def _scale(query: Array, heads: int) -> Any:
    return number_like(query, 1 / math.sqrt(query.shape[2] // heads))


def _launch(kernel: Callable[..., None], weights: Array, *arguments: Any) -> None:
    """A block for SIDE steps (blockIdx.y) of each head of each example (blockIdx.x)."""
    examples, heads, steps, _steps = weights.shape
    launch(kernel, (examples * heads, -(-steps // SIDE)), (SIDE, SIDE), *arguments)


@device_function
def row_by_row(
    left: Array, left_row: int, right: Array, right_row: int, example: int, first: int, width: int, left_tile: Array,
    right_tile: Array,
) -> Any:  # fmt: skip
    """The product of row left_row + threadIdx.y of `left` and row right_row + threadIdx.x of `right`, both (N, T, D),
    over the columns of one head; all threads of the block must come here.
    """
    x, y, steps, zero = cuda.threadIdx.x, cuda.threadIdx.y, left.shape[1], left.dtype.type(0)
    total = zero
    for start in range(0, width, SIDE):
        inside = start + x < width
        column = first + start + x
        left_tile[y, x] = left[example, left_row + y, column] if inside and left_row + y < steps else zero
        right_tile[y, x] = right[example, right_row + y, column] if inside and right_row + y < steps else zero
        cuda.syncthreads()  # the tiles are complete
        for k in range(SIDE):
            total += left_tile[y, k] * right_tile[x, k]
        cuda.syncthreads()  # nobody reads them any more
    return total


@device_function
def row_by_column(
    weights: Array, head: int, row: int, end: int, right: Array, example: int, column: int, last: int,
    left_tile: Array, right_tile: Array,
) -> Any:  # fmt: skip
    """The product of row `row` + threadIdx.y of a head's weights, up to step `end`, and column `column` + threadIdx.x
    of `right` (N, T, D), which has none from `last` on.
    """
    x, y, steps, zero = cuda.threadIdx.x, cuda.threadIdx.y, right.shape[1], right.dtype.type(0)
    total = zero
    for start in range(0, end, SIDE):
        left_tile[y, x] = weights[example, head, row + y, start + x] if row + y < steps and start + x < end else zero
        right_tile[y, x] = right[example, start + y, column + x] if start + y < end and column + x < last else zero
        cuda.syncthreads()
        for k in range(SIDE):
            total += left_tile[y, k] * right_tile[k, x]
        cuda.syncthreads()
    return total


@kernel
def attend(query: Array, key: Array, value: Array, scale: float, causal: bool, weights: Array, out: Array) -> None:
    """A block: SIDE rows of the weights of one head, and the same steps of out; the SIDE threads of a row share it."""
    left_tile = cuda.shared.array(TILE, out.dtype)
    right_tile = cuda.shared.array(TILE, out.dtype)
    x, y, number = cuda.threadIdx.x, cuda.threadIdx.y, out.dtype.type
    heads, steps = weights.shape[1], weights.shape[2]
    example, head = cuda.blockIdx.x // heads, cuda.blockIdx.x % heads
    width = out.shape[2] // heads
    first, row = head * width, cuda.blockIdx.y * SIDE
    end = min(row + SIDE, steps) if causal else steps  # no row of this block attends to steps from here on
    for start in range(0, end, SIDE):
        score = row_by_row(query, row, key, start, example, first, width, left_tile, right_tile)
        if row + y < steps and start + x < end:
            weights[example, head, row + y, start + x] = score * scale

    own_end = 0 if row + y >= steps else row + y + 1 if causal else steps
    largest, total = number(-np.inf), number(0)
    for other in range(x, own_end, SIDE):  # those that this thread has written itself
        largest = max(largest, weights[example, head, row + y, other])
    left_tile[y, x] = largest
    cuda.syncthreads()
    for k in range(SIDE):
        largest = max(largest, left_tile[y, k])
    for other in range(x, own_end, SIDE):
        power = number(math.exp(weights[example, head, row + y, other] - largest))
        weights[example, head, row + y, other] = power
        total += power
    right_tile[y, x] = total
    cuda.syncthreads()
    total = number(0)
    for k in range(SIDE):
        total += right_tile[y, k]
    for other in range(x, own_end, SIDE):
        weights[example, head, row + y, other] /= total
    if row + y < steps:
        for other in range(own_end + x, steps, SIDE):
            weights[example, head, row + y, other] = 0
    cuda.syncthreads()

    for start in range(0, width, SIDE):
        mixed = row_by_column(
            weights, head, row, end, value, example, first + start, first + width, left_tile, right_tile
        )  # fmt: skip
        if row + y < steps and start + x < width:
            out[example, row + y, first + start + x] = mixed


@kernel
def attend_back(
    key: Array, value: Array, scale: float, weights: Array, dy: Array, of_scores: Array, query_gradient: Array
) -> None:
    """A block: SIDE rows of the gradient of the scores of one head, and the same steps of that of the queries.

    The gradient of softmax is w * (d - the sum over the row of w * d), with d that of the weights.
    """
    left_tile = cuda.shared.array(TILE, dy.dtype)
    right_tile = cuda.shared.array(TILE, dy.dtype)
    x, y, number = cuda.threadIdx.x, cuda.threadIdx.y, dy.dtype.type
    heads, steps = weights.shape[1], weights.shape[2]
    example, head = cuda.blockIdx.x // heads, cuda.blockIdx.x % heads
    width = dy.shape[2] // heads
    first, row = head * width, cuda.blockIdx.y * SIDE
    total = number(0)
    for start in range(0, steps, SIDE):
        of_weight = row_by_row(dy, row, value, start, example, first, width, left_tile, right_tile)
        if row + y < steps and start + x < steps:
            of_scores[example, head, row + y, start + x] = of_weight
            total += of_weight * weights[example, head, row + y, start + x]

    left_tile[y, x] = total
    cuda.syncthreads()
    total = number(0)
    for k in range(SIDE):
        total += left_tile[y, k]
    if row + y < steps:
        for other in range(x, steps, SIDE):  # those that this thread has written itself
            of_weight = of_scores[example, head, row + y, other]
            of_scores[example, head, row + y, other] = (
                weights[example, head, row + y, other] * (of_weight - total) * scale
            )
    cuda.syncthreads()

    for start in range(0, width, SIDE):
        gradient = row_by_column(
            of_scores, head, row, steps, key, example, first + start, first + width, left_tile, right_tile
        )  # fmt: skip
        if row + y < steps and start + x < width:
            query_gradient[example, row + y, first + start + x] = gradient


@kernel
def collect_back(
    query: Array, weights: Array, dy: Array, of_scores: Array, key_gradient: Array, value_gradient: Array
) -> None:
    """A block: SIDE steps of the gradients of keys and values of one head, sums down as many columns of the weights."""
    weight_tile = cuda.shared.array(TILE, dy.dtype)
    score_tile = cuda.shared.array(TILE, dy.dtype)
    dy_tile = cuda.shared.array(TILE, dy.dtype)
    query_tile = cuda.shared.array(TILE, dy.dtype)
    x, y, zero = cuda.threadIdx.x, cuda.threadIdx.y, dy.dtype.type(0)
    heads, steps = weights.shape[1], weights.shape[2]
    example, head = cuda.blockIdx.x // heads, cuda.blockIdx.x % heads
    width = dy.shape[2] // heads
    first, step = head * width, cuda.blockIdx.y * SIDE
    for column in range(x, width + x, SIDE):
        of_key, of_value = zero, zero
        for start in range(0, steps, SIDE):
            inside = start + y < steps and step + x < steps
            weight_tile[y, x] = weights[example, head, start + y, step + x] if inside else zero
            score_tile[y, x] = of_scores[example, head, start + y, step + x] if inside else zero
            inside = start + y < steps and column < width
            dy_tile[y, x] = dy[example, start + y, first + column] if inside else zero
            query_tile[y, x] = query[example, start + y, first + column] if inside else zero
            cuda.syncthreads()
            for k in range(SIDE):
                of_value += weight_tile[k, y] * dy_tile[k, x]
                of_key += score_tile[k, y] * query_tile[k, x]
            cuda.syncthreads()
        if step + y < steps and column < width:
            key_gradient[example, step + y, first + column] = of_key
            value_gradient[example, step + y, first + column] = of_value
