"""Recurrent layers over whole sequences, and backpropagation through time."""

from tuitrainer.kernels.reference.recurrent import (
    gru_forward,
    gru_gradient,
    lstm_forward,
    lstm_gradient,
    simple_rnn_forward,
    simple_rnn_gradient,
)

__all__ = [
    "gru_forward",
    "gru_gradient",
    "lstm_forward",
    "lstm_gradient",
    "simple_rnn_forward",
    "simple_rnn_gradient",
]
