"""The dense layer and its three gradients: one matrix product in three dresses.

Every verb takes how many threads it may use; whether they are worth starting is decided by the work that there is.
"""

from __future__ import annotations

from numba import prange

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cpu._jit import kernel, one_type, parallel_kernel
from tuitrainer.kernels.cpu._product import parts_of, product, steps
from tuitrainer.kernels.cpu.activations import activation as apply


def dense_forward(
    x: Array, weights: Array, bias: Array | None, activation: str, out: Array, threads: int = 1
) -> None:  # fmt: skip
    (rows, inputs), units = x.shape, weights.shape[1]
    relu = activation == "relu"  # done by the product itself, while the numbers are still in registers
    product(
        one_type(x), steps(rows, inputs), steps(inputs, 1), weights, (units, 1), units, out, threads, bias, relu
    )  # fmt: skip
    if not relu:
        apply(activation, out, out)


def dense_input_gradient(dy: Array, weights: Array, out: Array, threads: int = 1) -> None:
    (rows, units), inputs = dy.shape, weights.shape[0]
    product(one_type(dy), steps(rows, units), steps(units, 1), weights, (1, units), inputs, out, threads)


def dense_weights_gradient(x: Array, dy: Array, out: Array, threads: int = 1) -> None:
    (rows, inputs), units = x.shape, dy.shape[1]
    product(one_type(x), steps(inputs, 1), steps(rows, inputs), one_type(dy), (units, 1), units, out, threads)


def bias_gradient(dy: Array, out: Array, threads: int = 1) -> None:
    dy = one_type(dy).reshape(-1, dy.shape[-1])
    parts = parts_of(dy.size * 8, threads)
    if parts > 1:
        sum_rows_in_parts(parts, dy, out)
    else:
        sum_rows(dy, out)


@kernel
def sum_rows(dy: Array, out: Array) -> None:
    """out = the sum of dy over its rows."""
    out[:] = 0
    for i in range(dy.shape[0]):
        add_row(dy[i], out)


@kernel
def add_row(x: Array, out: Array) -> None:
    for j in range(out.size):
        out[j] += x[j]


@parallel_kernel
def sum_rows_in_parts(parts: int, dy: Array, out: Array) -> None:
    """`sum_rows` by several threads: each has its share of the columns, so that the order of summing stays the same."""
    units = out.size
    for part in prange(parts):
        low, high = part * units // parts, (part + 1) * units // parts
        share = out[low:high]
        share[:] = 0
        for i in range(dy.shape[0]):
            add_row(dy[i, low:high], share)
