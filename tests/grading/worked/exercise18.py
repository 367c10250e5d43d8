"""The numbers of exercise18's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed


def numbers(e: Any) -> Iterable[str]:
    q, v = np.array([[1.0, 1, 0, 0]]), np.array([[10.0], [20], [30]])
    k = np.array([[1.0, 1, 5, 0], [1, -1, 0, 3], [-2, 0, 1, 1]])
    out, weights = e.scaled_dot_product_attention(q, k, v)
    yield from fixed(weights, 4)
    yield from fixed(out, 2)
    out, weights = e.scaled_dot_product_attention(q, k, v, np.array([[True, True, False]]))
    yield from fixed(weights[0, :2], 4)
    yield from fixed(out, 2)
    yield from fixed(e.scaled_dot_product_attention(2 * q, k, v)[1], 4)  # as without the division by 2

    x = np.eye(2)[None]
    for heads in (1, 2):
        yield from fixed(e.multi_head_attention(x, (np.eye(2),) * 4, heads), 4)
    yield from fixed(e.positional_encoding(3, 4), 4)
