"""The numbers of exercise02's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed, short


def numbers(e: Any) -> Iterable[str]:
    z = np.array([-1, 0.5, 2])
    for function in (e.sigmoid, e.sigmoid_derivative, e.tanh_derivative, e.softmax, e.softmax_jacobian):
        yield from fixed(function(z), 4)
    for values in (e.heaviside(z, 0.5), e.relu(z), e.relu_derivative(z), e.bounded_relu(z, -1, 1)):
        yield from short(values)
