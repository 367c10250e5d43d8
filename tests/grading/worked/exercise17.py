"""The numbers of exercise17's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed


def numbers(e: Any) -> Iterable[str]:
    x, h0 = np.array([[[1.0], [0.0]]]), np.zeros((1, 1))
    simple = np.array([[0.5]]), np.array([[2.0]]), np.zeros(1)
    yield from fixed(e.rnn_forward(x, h0, simple), 4)
    grad_x, grad_h0, gradients = e.rnn_backward(np.array([[[0.0], [1.0]]]), x, h0, simple)
    yield from fixed(np.concatenate([part.ravel() for part in (grad_x, grad_h0, *gradients)]), 4)

    row, h, c = np.array([[1.0]]), np.array([[0.5]]), np.array([[2.0]])
    four = np.array([[1.0, -1, 0.5, 0]]), np.array([[0.0, 2, -1, 1]]), np.array([1.0, -1, 0, 0.5])
    yield from fixed(e.lstm_step(row, h, c, four), 4)
    _, grad_h0, grad_c0, gradients = e.lstm_backward(np.ones((1, 1, 1)), row[:, None], h, c, four)
    yield from fixed(np.concatenate([part.ravel() for part in (grad_h0, grad_c0, gradients[2])]), 4)
    yield from fixed(0.5**100 * 1e31, 1)
    yield from fixed(0.99**100, 4)
