"""The dense layer and its three gradients: one matrix product in three dresses.

A transposed matrix is the same memory read with its two steps exchanged, so nothing is ever copied to transpose it.
"""

from __future__ import annotations

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._mathematics import LINEAR, code_of
from tuitrainer.kernels.cuda._product import matrix, product
from tuitrainer.kernels.cuda._reduce import sum_rows
from tuitrainer.kernels.cuda.activations import activation as apply


def dense_forward(x: Array, weights: Array, bias: Array | None, activation: str, out: Array) -> None:
    (rows, inputs), units = x.shape, weights.shape[1]
    fused = activation != "softmax"
    product(
        x, matrix(inputs), weights, matrix(units), rows, units, inputs, out, bias=bias,
        activation=code_of(activation) if fused else LINEAR,
    )  # fmt: skip
    if not fused:
        apply(activation, out, out)


def dense_input_gradient(dy: Array, weights: Array, out: Array) -> None:
    (rows, units), inputs = dy.shape, weights.shape[0]
    product(dy, matrix(units), weights, matrix(1, units), rows, inputs, units, out)


def dense_weights_gradient(x: Array, dy: Array, out: Array) -> None:
    (rows, inputs), units = x.shape, dy.shape[1]
    product(x, matrix(1, inputs), dy, matrix(units), inputs, units, rows, out)


def bias_gradient(dy: Array, out: Array) -> None:
    units = out.size
    sum_rows(dy, dy.size // units, units, out)
