"""Recurrent layers over whole sequences: the products over all steps at once. The steps themselves, one after the
other, are in `_simple_rnn`, `_lstm` and `_gru`.

x W + b is one product for all examples and steps, and so are the gradients of the weights on the way back. Examples do
not meet: several threads take their share of them through all steps.
"""

from __future__ import annotations

import numpy as np

from tuitrainer.kernels.backend import ACTIVATIONS, Array
from tuitrainer.kernels.cpu._gru import gru_steps, gru_steps_back, gru_steps_back_in_parts, gru_steps_in_parts
from tuitrainer.kernels.cpu._jit import one_type
from tuitrainer.kernels.cpu._lstm import lstm_steps, lstm_steps_back, lstm_steps_back_in_parts, lstm_steps_in_parts
from tuitrainer.kernels.cpu._product import SCRATCH, packed, parts_of, product, steps
from tuitrainer.kernels.cpu._simple_rnn import (
    simple_rnn_steps,
    simple_rnn_steps_back,
    simple_rnn_steps_back_in_parts,
    simple_rnn_steps_in_parts,
)
from tuitrainer.kernels.cpu.dense import (
    bias_gradient as sum_over_steps,
)
from tuitrainer.kernels.cpu.dense import (
    dense_forward,
    dense_input_gradient,
    dense_weights_gradient,
)


def simple_rnn_forward(
    x: Array, input_weights: Array, recurrent_weights: Array, bias: Array, activation: str, out: Array,
    threads: int = 1,
) -> None:  # fmt: skip
    count, time, units = out.shape
    from_inputs(x, input_weights, bias, out, threads)
    arguments = (
        ACTIVATIONS.index(activation), out.reshape(-1), packed(recurrent_weights), steps(count, time * units),
        steps(units, 1), time, count,
    )  # fmt: skip
    parts = parts_of(2 * out.size * units, min(threads, count))
    if parts > 1:
        simple_rnn_steps_in_parts(parts, *arguments)
    else:
        simple_rnn_steps(0, *arguments, np.empty(SCRATCH, out.dtype))


def simple_rnn_gradient(
    x: Array, input_weights: Array, recurrent_weights: Array, activation: str, h: Array, dy: Array,
    input_weights_gradient: Array, recurrent_weights_gradient: Array, bias_gradient: Array, out: Array | None,
    threads: int = 1,
) -> None:  # fmt: skip
    count, time, units = h.shape
    da = dy.copy()
    arguments = (
        ACTIVATIONS.index(activation), one_type(h).reshape(-1), da.reshape(-1),
        packed(recurrent_weights, transposed=True), steps(count, time * units), steps(units, 1), time, count,
    )  # fmt: skip
    parts = parts_of(2 * h.size * units, min(threads, count))
    if parts > 1:
        simple_rnn_steps_back_in_parts(parts, *arguments)
    else:
        simple_rnn_steps_back(0, *arguments, np.empty(SCRATCH, h.dtype))
    back_to_inputs(x, da, input_weights, input_weights_gradient, bias_gradient, out, threads)
    back_to_states(shifted(h), da, 0, units, recurrent_weights_gradient, threads)


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
    back_to_inputs(x, gates, input_weights, input_weights_gradient, bias_gradient, out, threads)
    back_to_states(shifted(h), gates, 0, 4 * units, recurrent_weights_gradient, threads)


def gru_forward(
    x: Array, input_weights: Array, recurrent_weights: Array, bias: Array, gates: Array, out: Array, threads: int = 1
) -> None:
    count, time, units = out.shape
    from_inputs(x, input_weights, bias, gates, threads)
    arguments = (
        gates.reshape(-1), out.reshape(-1), packed(recurrent_weights[:, : 2 * units]),
        packed(recurrent_weights[:, 2 * units :]), steps(count, time * 3 * units), steps(count, time * units),
        steps(units, 1), time, count,
    )  # fmt: skip
    parts = parts_of(6 * out.size * units, min(threads, count))
    if parts > 1:
        gru_steps_in_parts(parts, *arguments)
    else:
        gru_steps(0, *arguments, np.empty(SCRATCH, out.dtype))


def gru_gradient(
    x: Array, input_weights: Array, recurrent_weights: Array, gates: Array, h: Array, dy: Array,
    input_weights_gradient: Array, recurrent_weights_gradient: Array, bias_gradient: Array, out: Array | None,
    threads: int = 1,
) -> None:  # fmt: skip
    count, time, units = h.shape
    seen = np.zeros_like(h)
    arguments = (
        gates.reshape(-1), one_type(h).reshape(-1), one_type(dy).reshape(-1), seen.reshape(-1),
        packed(recurrent_weights[:, : 2 * units], transposed=True),
        packed(recurrent_weights[:, 2 * units :], transposed=True),
        steps(count, time * 3 * units), steps(2 * units, 1), time, count,
    )  # fmt: skip
    parts = parts_of(6 * h.size * units, min(threads, count))
    if parts > 1:
        gru_steps_back_in_parts(parts, *arguments)
    else:
        gru_steps_back(0, *arguments, np.empty(SCRATCH, h.dtype))
    back_to_inputs(x, gates, input_weights, input_weights_gradient, bias_gradient, out, threads)
    back_to_states(shifted(h), gates, 0, 2 * units, recurrent_weights_gradient, threads)
    back_to_states(seen.reshape(-1, units), gates, 2 * units, units, recurrent_weights_gradient, threads)


def from_inputs(x: Array, input_weights: Array, bias: Array, out: Array, threads: int) -> None:
    """out = x W + b for all examples and steps."""
    rows = x.reshape(-1, x.shape[-1])
    dense_forward(rows, input_weights, bias, "linear", out.reshape(-1, out.shape[-1]), threads)


def back_to_inputs(
    x: Array, da: Array, input_weights: Array, input_weights_gradient: Array, bias_gradient: Array, out: Array | None,
    threads: int,
) -> None:  # fmt: skip
    """The gradients of W, b and x, given da (N, T, G*H), that of a = x W + h U + b."""
    rows, da_rows = x.reshape(-1, x.shape[-1]), da.reshape(-1, da.shape[-1])
    dense_weights_gradient(rows, da_rows, input_weights_gradient, threads)
    sum_over_steps(da_rows, bias_gradient, threads)
    if out is not None:
        dense_input_gradient(da_rows, input_weights, out.reshape(rows.shape), threads)


def back_to_states(states: Array, da: Array, first: int, columns: int, out: Array, threads: int) -> None:
    """The gradient of U in `columns` columns from `first` on, those that the `states` (N * T, H) are multiplied by."""
    (rows, units), width = states.shape, out.shape[1]
    product(
        states, steps(units, 1), steps(rows, units), da.reshape(-1)[first:], (width, 1), columns,
        out.reshape(-1)[first:], threads, out_rows=steps(units, width),
    )  # fmt: skip


def shifted(h: Array) -> Array:
    """(N * T, H): the state before each step, 0 before the first."""
    before = np.zeros_like(h)
    before[:, 1:] = h[:, :-1]
    return before.reshape(-1, h.shape[-1])
