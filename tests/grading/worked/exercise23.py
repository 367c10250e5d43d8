"""The numbers of exercise23's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed, short


def numbers(e: Any) -> Iterable[str]:
    gains = e.returns(np.array([1.0, 0.0, 2.0]), 0.5)
    yield from short(gains)
    logits, actions = np.tile([1.0, 2.0, 3.0], (3, 1)), np.array([2, 0, 1])
    yield from short(gains[1:] - 1.5)
    yield from fixed(e.policy_gradient(logits, actions, gains, 1.5)[1:], 4)
    yield from fixed(e.policy_gradient(logits, actions, gains)[0], 4)
