"""The numbers of exercise13's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed, short


def numbers(e: Any) -> Iterable[str]:
    x, one = np.array([[1.0], [3], [5], [7]]), np.ones(1)
    plain = e.batch_norm_forward(x, one, 0 * one, 0 * one, one, 0.9, 1e-5, True)
    yield from fixed(plain[0], 4)
    out, mean, var, cache = e.batch_norm_forward(x, 2 * one, one, 0 * one, one, 0.9, 1e-5, True)
    yield from fixed(out, 4)
    yield from short([mean, var])
    test = e.batch_norm_forward(np.array([[5.0]]), 2 * one, one, mean, var, 0.9, 1e-5, False)
    yield from fixed(test[0], 4)
    grad_x, grad_gamma, grad_beta = e.batch_norm_backward(np.eye(4)[:, :1], cache)
    yield from fixed([grad_gamma, *grad_x], 4)
    yield from short(grad_beta)
    yield from fixed([x.var(ddof=1)], 2)
    yield from fixed([2 / np.sqrt(x.var() + 1e-5), np.mean(np.eye(4)[0] * 2 * plain[0][:, 0])], 4)
