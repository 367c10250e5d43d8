"""Recurrent layers over whole sequences, and backpropagation through time."""

from __future__ import annotations

from typing import Protocol

from tuitrainer.kernels.verbs.arrays import Array


class RecurrentVerbs(Protocol):
    """x (N, T, D), input_weights W (D, G*H), recurrent_weights U (H, G*H), bias b (G*H,), hidden states h (N, T, H).

    G is 1 for the simple layer, 4 for the LSTM (columns in the order f, i, o, c~) and 3 for the GRU (z, r, h~). The
    state before the first step is 0. The gradients are for dy (N, T, H), that of all hidden states, which is
    left as it is. `out`, that of x, may be None where nobody needs it.
    """

    def simple_rnn_forward(
        self, x: Array, input_weights: Array, recurrent_weights: Array, bias: Array, activation: str, out: Array
    ) -> None:
        """h_t = activation(x_t W + h_(t-1) U + b), `activation` in FROM_OUTPUT; out = h."""

    def simple_rnn_gradient(
        self, x: Array, input_weights: Array, recurrent_weights: Array, activation: str, h: Array, dy: Array,
        input_weights_gradient: Array, recurrent_weights_gradient: Array, bias_gradient: Array, out: Array | None,
    ) -> None: ...  # fmt: skip

    def lstm_forward(
        self, x: Array, input_weights: Array, recurrent_weights: Array, bias: Array, gates: Array, cells: Array,
        out: Array,
    ) -> None:  # fmt: skip
        """f, i, o = sigmoid, c~ = tanh of x_t W + h_(t-1) U + b; c_t = f c_(t-1) + i c~; h_t = o tanh(c_t).

        `gates` (N, T, 4H) after their activations, `cells` c (N, T, H) and `out` = h are written. Hochreiter and
        Schmidhuber (1997), with the forget gate of Gers et al. (2000).
        """

    def lstm_gradient(
        self, x: Array, input_weights: Array, recurrent_weights: Array, gates: Array, cells: Array, h: Array, dy: Array,
        input_weights_gradient: Array, recurrent_weights_gradient: Array, bias_gradient: Array, out: Array | None,
    ) -> None:  # fmt: skip
        """`gates` is overwritten with the gradient of what the activations were applied to."""

    def gru_forward(
        self, x: Array, input_weights: Array, recurrent_weights: Array, bias: Array, gates: Array, out: Array
    ) -> None:
        """z, r = sigmoid(x_t W + h_(t-1) U + b); h~ = tanh(x_t W_h + (r * h_(t-1)) U_h + b_h);
        h_t = z h_(t-1) + (1 - z) h~ (Cho et al., 2014). `gates` (N, T, 3H) after their activations and `out` = h.
        """

    def gru_gradient(
        self, x: Array, input_weights: Array, recurrent_weights: Array, gates: Array, h: Array, dy: Array,
        input_weights_gradient: Array, recurrent_weights_gradient: Array, bias_gradient: Array, out: Array | None,
    ) -> None:  # fmt: skip
        """`gates` is overwritten with the gradient of what the activations were applied to."""
