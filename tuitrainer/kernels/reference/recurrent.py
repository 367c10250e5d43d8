"""Recurrent layers over whole sequences, and backpropagation through time."""

from __future__ import annotations

from tuitrainer.kernels.backend import Array


def simple_rnn_forward(
    x: Array, input_weights: Array, recurrent_weights: Array, bias: Array, activation: str, out: Array
) -> None:
    raise NotImplementedError


def simple_rnn_gradient(
    x: Array,
    input_weights: Array,
    recurrent_weights: Array,
    activation: str,
    h: Array,
    dy: Array,
    input_weights_gradient: Array,
    recurrent_weights_gradient: Array,
    bias_gradient: Array,
    out: Array | None,
) -> None:
    raise NotImplementedError


def lstm_forward(
    x: Array, input_weights: Array, recurrent_weights: Array, bias: Array, gates: Array, cells: Array, out: Array
) -> None:
    raise NotImplementedError


def lstm_gradient(
    x: Array,
    input_weights: Array,
    recurrent_weights: Array,
    gates: Array,
    cells: Array,
    h: Array,
    dy: Array,
    input_weights_gradient: Array,
    recurrent_weights_gradient: Array,
    bias_gradient: Array,
    out: Array | None,
) -> None:
    raise NotImplementedError


def gru_forward(
    x: Array, input_weights: Array, recurrent_weights: Array, bias: Array, gates: Array, out: Array
) -> None:
    raise NotImplementedError


def gru_gradient(
    x: Array,
    input_weights: Array,
    recurrent_weights: Array,
    gates: Array,
    h: Array,
    dy: Array,
    input_weights_gradient: Array,
    recurrent_weights_gradient: Array,
    bias_gradient: Array,
    out: Array | None,
) -> None:
    raise NotImplementedError
