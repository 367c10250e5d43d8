"""exercise17: recurrent networks, simple and LSTM, forward and backward through time.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise17
The statement: tuitrainer show exercise17     A hint: tuitrainer hint exercise17
"""

import numpy as np  # noqa: F401


def rnn_forward(x, h0, parameters):
    """Read a batch of sequences, step by step.

    x: array (N, T, D), N sequences of T steps. h0: array (N, H), the states before the first step.
    parameters: (W, U, b) of shapes (D, H), (H, H) and (H,), the same at every step.
    Returns an array (N, T, H): the state after each step.
    """
    raise NotImplementedError


def rnn_backward(grad_h, x, h0, parameters):
    """The gradients of the loss, back through time.

    grad_h: array (N, T, H), the gradient with respect to what rnn_forward returned.
    x, h0, parameters: as they were passed to rnn_forward.
    Returns grad_x (N, T, D), grad_h0 (N, H) and a tuple (grad_W, grad_U, grad_b) of shapes (D, H), (H, H) and (H,).
    """
    raise NotImplementedError


def lstm_step(x, h, c, parameters):
    """One step of an LSTM.

    x: array (N, D), the input of this step. h, c: arrays (N, H), state and memory after the step before.
    parameters: (W, U, b) of shapes (D, 4H), (H, 4H) and (4H,), columns in the order f, i, o, candidate.
    Returns (h, c): two new arrays (N, H).
    """
    raise NotImplementedError


def lstm_forward(x, h0, c0, parameters):
    """An LSTM reads a batch of sequences.

    x: array (N, T, D). h0, c0: arrays (N, H), state and memory before the first step.
    parameters: as for lstm_step.
    Returns an array (N, T, H): the state h after each step.
    """
    raise NotImplementedError


def lstm_backward(grad_h, x, h0, c0, parameters):
    """The gradients of the loss, back through time.

    grad_h: array (N, T, H), the gradient with respect to what lstm_forward returned.
    x, h0, c0, parameters: as they were passed to lstm_forward.
    Returns grad_x (N, T, D), grad_h0 (N, H), grad_c0 (N, H) and a tuple (grad_W, grad_U, grad_b) of shapes (D, 4H),
    (H, 4H) and (4H,).
    """
    raise NotImplementedError
