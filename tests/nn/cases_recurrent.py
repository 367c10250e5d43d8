"""Layers to compare with central differences: recurrent."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tuitrainer.nn import layers
from tuitrainer.nn.layers import Layer

CASES: dict[str, tuple[Callable[[], Sequence[Layer]], tuple[int, ...]]] = {
    "simple rnn": (lambda: [layers.SimpleRNN(3)], (4, 2)),
    "simple rnn, all states": (lambda: [layers.SimpleRNN(2, return_sequences=True)], (3, 3)),
    "simple rnn, softmax": (lambda: [layers.SimpleRNN(3, "softmax", use_bias=False)], (3, 2)),
    "simple rnn, one unit": (lambda: [layers.SimpleRNN(1)], (2, 1)),
    "lstm": (lambda: [layers.LSTM(2)], (4, 3)),
    "lstm, all states": (lambda: [layers.LSTM(3, return_sequences=True)], (3, 2)),
    "lstm without bias": (lambda: [layers.LSTM(2, use_bias=False)], (3, 1)),
    "lstm, one unit": (lambda: [layers.LSTM(1)], (2, 1)),
    "gru": (lambda: [layers.GRU(2)], (4, 3)),
    "gru, all states": (lambda: [layers.GRU(3, return_sequences=True)], (3, 2)),
    "gru without bias": (lambda: [layers.GRU(2, use_bias=False)], (3, 1)),
    "gru, one unit": (lambda: [layers.GRU(1)], (2, 1)),
    "recurrent layers stacked": (
        lambda: [
            layers.SimpleRNN(2, "sigmoid", return_sequences=True), layers.LSTM(2, return_sequences=True),
            layers.GRU(2), layers.Dense(2),
        ],
        (3, 2),
    ),
    "positional encoding": (lambda: [layers.Dense(3), layers.PositionalEncoding(), layers.Dense(2, "tanh")], (4, 2)),
    "positional encoding alone": (lambda: [layers.PositionalEncoding()], (3, 5)),
}  # fmt: skip
