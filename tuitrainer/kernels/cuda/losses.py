"""The losses that go with an activation of their own, each with its gradient in one kernel.

Losses are added up in float64, in an order that never changes. The sum stays on the device: the host would have to wait
for it, and asks for the losses of many steps at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import cuda

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._jit import device_function, kernel
from tuitrainer.kernels.cuda._launch import LANES, ROWS, THREADS, blocks_for, flat, launch
from tuitrainer.kernels.cuda._mathematics import sigmoid
from tuitrainer.kernels.cuda._reduce import block_sum, mean_into, row_max, row_sum
from tuitrainer.kernels.cuda._scratch import scratch


def softmax_cross_entropy(logits: Array, targets: Array, loss: Array, out: Array) -> None:
    rows, classes = logits.shape
    _by_rows(_softmax_loss, logits, targets, rows, classes, loss, out)


def sparse_softmax_cross_entropy(logits: Array, labels: Array, loss: Array, out: Array) -> None:
    rows, classes = logits.shape
    _by_rows(_sparse_softmax_loss, logits, labels, rows, classes, loss, out)


def sigmoid_cross_entropy(logits: Array, targets: Array, loss: Array, out: Array) -> None:
    _by_element(_sigmoid_loss, logits, targets, loss, out)


def mean_squared_error(prediction: Array, target: Array, loss: Array, out: Array) -> None:
    _by_element(_squared_loss, prediction, target, loss, out)


def _by_rows(
    kernel: Callable[..., None], logits: Array, targets: Array, rows: int, classes: int, loss: Array, out: Array
) -> None:
    losses = scratch("losses", rows, np.float64)
    launch(kernel, blocks_for(rows, ROWS), (LANES, ROWS), flat(logits), flat(targets), rows, classes, losses, flat(out))
    mean_into(losses, rows, loss)


def _by_element(kernel: Callable[..., None], prediction: Array, target: Array, loss: Array, out: Array) -> None:
    blocks = blocks_for(out.size)
    losses = scratch("losses", blocks, np.float64)
    launch(kernel, blocks, THREADS, flat(prediction), flat(target), losses, flat(out))
    mean_into(losses, out.size, loss)


@device_function
def own_largest(logits: Array, start: int, end: int) -> float:
    """The largest of those of logits[start:end] that are this thread's; in float64."""
    largest = -np.inf
    for i in range(start + cuda.threadIdx.x, end, LANES):
        value = logits[i]
        if value > largest or value != value:  # noqa: PLR0124 only nan differs from itself
            largest = value
    return largest


@device_function
def own_powers(logits: Array, start: int, end: int, largest: Any) -> float:
    """The sum of e^(logit - largest) of this thread; with the largest taken off first, nothing overflows."""
    powers = 0.0
    for i in range(start + cuda.threadIdx.x, end, LANES):
        powers += math.exp(logits[i] - largest)
    return powers


@kernel
def _softmax_loss(logits: Array, targets: Array, rows: int, classes: int, losses: Array, out: Array) -> None:
    """LANES threads share the classes of a row; a block works on ROWS rows at a time.

    With s = z - max z the loss of a row is log(sum of e^s) - sum of t s, both terms at least 0.
    """
    lane = cuda.threadIdx.x
    number = out.dtype.type
    for first in range(cuda.blockIdx.x * ROWS, rows, cuda.gridDim.x * ROWS):
        row = first + cuda.threadIdx.y
        start, end = row * classes, min(row + 1, rows) * classes
        largest = number(row_max(own_largest(logits, start, end)))
        log_sum = math.log(row_sum(own_powers(logits, start, end, largest)))
        loss = 0.0
        for i in range(start + lane, end, LANES):
            shifted = logits[i] - largest
            loss -= targets[i] * shifted
            out[i] = (number(math.exp(shifted - number(log_sum))) - targets[i]) / number(rows)
        loss = row_sum(loss)
        if lane == 0 and row < rows:
            losses[row] = log_sum + loss


@kernel
def _sparse_softmax_loss(logits: Array, labels: Array, rows: int, classes: int, losses: Array, out: Array) -> None:
    """As `_softmax_loss`, for a target that is 1 at the label and 0 elsewhere."""
    lane = cuda.threadIdx.x
    number = out.dtype.type
    for first in range(cuda.blockIdx.x * ROWS, rows, cuda.gridDim.x * ROWS):
        row = first + cuda.threadIdx.y
        start, end = row * classes, min(row + 1, rows) * classes
        largest = number(row_max(own_largest(logits, start, end)))
        log_sum = math.log(row_sum(own_powers(logits, start, end, largest)))
        label, loss = -1, 0.0
        if row < rows:
            label = labels[row]
            if label < 0 or label >= classes:  # the caller has checked; nothing can be raised from here
                loss = np.nan
        for i in range(start + lane, end, LANES):
            shifted = logits[i] - largest
            probability = number(math.exp(shifted - number(log_sum)))
            if i == start + label:
                loss -= shifted
                probability -= number(1)
            out[i] = probability / number(rows)
        loss = row_sum(loss)
        if lane == 0 and row < rows:
            losses[row] = log_sum + loss


@kernel
def _sigmoid_loss(logits: Array, targets: Array, losses: Array, out: Array) -> None:
    """Each thread takes one element at a time; losses[b] is the sum over those of block b.

    With softplus(-|z|) = log(1 + e^-|z|) the loss of an element is max(z, 0) - t z + softplus(-|z|).
    """
    number = out.dtype.type
    loss = 0.0
    for i in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        z, t = logits[i], targets[i]
        loss += (number(0) if z < number(0) else z) - t * z + math.log1p(math.exp(-abs(z)))
        out[i] = (sigmoid(z, number) - t) / number(out.size)
    loss = block_sum(loss)
    if cuda.threadIdx.x == 0:
        losses[cuda.blockIdx.x] = loss


@kernel
def _squared_loss(prediction: Array, target: Array, losses: Array, out: Array) -> None:
    """Each thread takes one element at a time; losses[b] is the sum over those of block b."""
    number = out.dtype.type
    loss = 0.0
    for i in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        difference = prediction[i] - target[i]
        loss += difference * difference
        out[i] = number(2) * difference / number(out.size)
    loss = block_sum(loss)
    if cuda.threadIdx.x == 0:
        losses[cuda.blockIdx.x] = loss
