"""Recurrent layers over whole sequences: the products over all steps at once. The steps themselves, one after the
other, are in `_simple_rnn`, `_lstm` and `_gru`; how a block goes through them in `_steps`.

x W + b is one product for all examples and steps, and so are the gradients of the weights on the way back.
"""

from __future__ import annotations

from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cuda._gru import gru_steps, gru_steps_back
from tuitrainer.kernels.cuda._launch import flat
from tuitrainer.kernels.cuda._lstm import lstm_steps, lstm_steps_back
from tuitrainer.kernels.cuda._mathematics import code_of
from tuitrainer.kernels.cuda._product import matrix, product
from tuitrainer.kernels.cuda._scratch import scratch
from tuitrainer.kernels.cuda._simple_rnn import simple_rnn_steps, simple_rnn_steps_back
from tuitrainer.kernels.cuda._steps import states_before, through_time, transposed
from tuitrainer.kernels.cuda.dense import bias_gradient as sum_over_steps
from tuitrainer.kernels.cuda.dense import dense_forward, dense_input_gradient, dense_weights_gradient


def simple_rnn_forward(
    x: Array, input_weights: Array, recurrent_weights: Array, bias: Array, activation: str, out: Array
) -> None:
    from_inputs(x, input_weights, bias, out)
    through_time(
        simple_rnn_steps, out.shape, out.shape[2], flat(recurrent_weights), code_of(activation), flat(out)
    )  # fmt: skip


def simple_rnn_gradient(
    x: Array, input_weights: Array, recurrent_weights: Array, activation: str, h: Array, dy: Array,
    input_weights_gradient: Array, recurrent_weights_gradient: Array, bias_gradient: Array, out: Array | None,
) -> None:  # fmt: skip
    units = h.shape[2]
    da = scratch("recurrent", h.size, h.dtype)
    through_time(
        simple_rnn_steps_back, h.shape, units, transposed(recurrent_weights), code_of(activation), flat(h),
        flat(dy), da,
    )  # fmt: skip
    da = da.reshape(h.shape)
    back_to_inputs(x, da, input_weights, input_weights_gradient, bias_gradient, out)
    back_to_states(states_before(h), da, 0, units, recurrent_weights_gradient)


def lstm_forward(
    x: Array, input_weights: Array, recurrent_weights: Array, bias: Array, gates: Array, cells: Array, out: Array
) -> None:
    from_inputs(x, input_weights, bias, gates)
    through_time(
        lstm_steps, out.shape, 4 * out.shape[2], flat(recurrent_weights), flat(gates), flat(cells), flat(out)
    )  # fmt: skip


def lstm_gradient(
    x: Array, input_weights: Array, recurrent_weights: Array, gates: Array, cells: Array, h: Array, dy: Array,
    input_weights_gradient: Array, recurrent_weights_gradient: Array, bias_gradient: Array, out: Array | None,
) -> None:  # fmt: skip
    count, _steps, units = h.shape
    dc = scratch("recurrent", count * units, h.dtype)
    shares = scratch("recurrent shares", count * 4 * units, h.dtype)
    through_time(
        lstm_steps_back, h.shape, 4 * units, transposed(recurrent_weights), flat(gates), flat(cells), flat(dy),
        dc, shares,
    )  # fmt: skip
    back_to_inputs(x, gates, input_weights, input_weights_gradient, bias_gradient, out)
    back_to_states(states_before(h), gates, 0, 4 * units, recurrent_weights_gradient)


def gru_forward(
    x: Array, input_weights: Array, recurrent_weights: Array, bias: Array, gates: Array, out: Array
) -> None:
    count, _steps, units = out.shape
    from_inputs(x, input_weights, bias, gates)
    seen = scratch("recurrent", count * units, out.dtype)
    through_time(
        gru_steps, out.shape, 2 * units, flat(recurrent_weights), flat(gates), seen, flat(out)
    )  # fmt: skip


def gru_gradient(
    x: Array, input_weights: Array, recurrent_weights: Array, gates: Array, h: Array, dy: Array,
    input_weights_gradient: Array, recurrent_weights_gradient: Array, bias_gradient: Array, out: Array | None,
) -> None:  # fmt: skip
    count, _steps, units = h.shape
    dh = scratch("recurrent", count * units, h.dtype)
    shares = scratch("recurrent shares", count * 2 * units, h.dtype)
    seen = scratch("recurrent seen", h.size, h.dtype)
    through_time(
        gru_steps_back, h.shape, 2 * units, transposed(recurrent_weights), flat(gates), flat(h), flat(dy), dh,
        shares, seen,
    )  # fmt: skip
    back_to_inputs(x, gates, input_weights, input_weights_gradient, bias_gradient, out)
    back_to_states(states_before(h), gates, 0, 2 * units, recurrent_weights_gradient)
    back_to_states(seen, gates, 2 * units, units, recurrent_weights_gradient)


def from_inputs(x: Array, input_weights: Array, bias: Array, out: Array) -> None:
    """out = x W + b for all examples and steps."""
    dense_forward(_rows(x), input_weights, bias, "linear", _rows(out))


def back_to_inputs(
    x: Array, da: Array, input_weights: Array, input_weights_gradient: Array, bias_gradient: Array, out: Array | None
) -> None:
    """The gradients of W, b and x, given da (N, T, G*H), that of a = x W + h U + b."""
    dense_weights_gradient(_rows(x), _rows(da), input_weights_gradient)
    sum_over_steps(da, bias_gradient)
    if out is not None:
        dense_input_gradient(_rows(da), input_weights, _rows(out))


def back_to_states(states: Array, da: Array, first: int, columns: int, out: Array) -> None:
    """The gradient of U in `columns` columns from `first` on, those that the `states` (N * T, H), flat, are multiplied
    by.
    """
    units, width = out.shape
    rows = da.size // width
    product(
        states, matrix(1, units), flat(da)[first:], matrix(width), units, columns, rows, flat(out)[first:],
        matrix(width),
    )  # fmt: skip


def _rows(x: Array) -> Array:
    return x.reshape(x.shape[0] * x.shape[1], x.shape[2])
