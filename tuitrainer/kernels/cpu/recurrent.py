"""Recurrent layers over whole sequences: the products over all steps at once, the steps themselves in `_lstm`.

x W + b is one product for all examples and steps, and so are the three gradients of the weights on the way back.
Examples do not meet: several threads take their share of them through all steps.
"""

from __future__ import annotations

import numpy as np

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cpu._jit import one_type
from tuitrainer.kernels.cpu._lstm import lstm_steps, lstm_steps_back, lstm_steps_back_in_parts, lstm_steps_in_parts
from tuitrainer.kernels.cpu._product import SCRATCH, pack_all, packed_size, parts_of, steps
from tuitrainer.kernels.cpu.dense import (
    bias_gradient as sum_over_steps,
)
from tuitrainer.kernels.cpu.dense import (
    dense_forward,
    dense_input_gradient,
    dense_weights_gradient,
)
from tuitrainer.kernels.reference.recurrent import gru_forward, gru_gradient, simple_rnn_forward, simple_rnn_gradient

__all__ = [
    "gru_forward", "gru_gradient", "lstm_forward", "lstm_gradient", "simple_rnn_forward", "simple_rnn_gradient",
]  # fmt: skip


def lstm_forward(
    x: Array, input_weights: Array, recurrent_weights: Array, bias: Array, gates: Array, cells: Array, out: Array,
    threads: int = 1,
) -> None:  # fmt: skip
    count, time, units = out.shape
    from_inputs(x, input_weights, bias, gates, threads)
    arguments = (
        gates.reshape(-1), cells.reshape(-1), out.reshape(-1), packed(recurrent_weights),
        steps(count, time * 4 * units), steps(count, time * units), steps(units, 1), time, count,
    )  # fmt: skip
    parts = parts_of(8 * out.size * units, min(threads, count))
    if parts > 1:
        lstm_steps_in_parts(parts, *arguments)
    else:
        lstm_steps(0, *arguments, np.empty(SCRATCH, out.dtype))


def lstm_gradient(
    x: Array, input_weights: Array, recurrent_weights: Array, gates: Array, cells: Array, h: Array, dy: Array,
    input_weights_gradient: Array, recurrent_weights_gradient: Array, bias_gradient: Array, out: Array | None,
    threads: int = 1,
) -> None:  # fmt: skip
    count, time, units = h.shape
    arguments = (
        gates.reshape(-1), one_type(cells).reshape(-1), one_type(dy).reshape(-1),
        packed(recurrent_weights, transposed=True), steps(count, time * 4 * units), steps(4 * units, 1), time, count,
    )  # fmt: skip
    parts = parts_of(8 * h.size * units, min(threads, count))
    if parts > 1:
        lstm_steps_back_in_parts(parts, *arguments)
    else:
        lstm_steps_back(0, *arguments, np.empty(SCRATCH, h.dtype))
    weights_gradients(
        x, h, gates, input_weights, input_weights_gradient, recurrent_weights_gradient, bias_gradient, out, threads
    )


def from_inputs(x: Array, input_weights: Array, bias: Array, out: Array, threads: int) -> None:
    """out = x W + b for all examples and steps."""
    rows = x.reshape(-1, x.shape[-1])
    dense_forward(rows, input_weights, bias, "linear", out.reshape(-1, out.shape[-1]), threads)


def weights_gradients(
    x: Array, before: Array, da: Array, input_weights: Array, input_weights_gradient: Array,
    recurrent_weights_gradient: Array, bias_gradient: Array, out: Array | None, threads: int,
) -> None:  # fmt: skip
    """The sums over all examples and steps, given da, the gradient of a = x W + h U + b, and the states h."""
    rows, da_rows = x.reshape(-1, x.shape[-1]), da.reshape(-1, da.shape[-1])
    dense_weights_gradient(rows, da_rows, input_weights_gradient, threads)
    dense_weights_gradient(shifted(before), da_rows, recurrent_weights_gradient, threads)
    sum_over_steps(da_rows, bias_gradient, threads)
    if out is not None:
        dense_input_gradient(da_rows, input_weights, out.reshape(rows.shape), threads)


def shifted(h: Array) -> Array:
    """(N * T, H): the state before each step, 0 before the first."""
    before = np.zeros_like(h)
    before[:, 1:] = h[:, :-1]
    return before.reshape(-1, h.shape[-1])


def packed(weights: Array, transposed: bool = False) -> Array:
    """The panels of a matrix, or of its transpose, for `multiply`."""
    rows, columns = weights.shape
    row_stride, column_stride = columns, 1
    if transposed:
        rows, columns, row_stride, column_stride = columns, rows, 1, columns
    panels = np.empty(packed_size(rows, columns), weights.dtype)
    pack_all(one_type(weights).reshape(-1), row_stride, column_stride, rows, columns, panels)
    return panels
