"""The numbers of exercise25's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import short

SIX = [(-1, -5, -7.7), (-1, -1.2, -1.3), (-1, 1.2, 1), (1, 1.2, -0.2), (1, 2, -1.1), (1, 5, -5)]
AS_ON_THE_SLIDE = [*SIX[:2], (-1, 1.2, 0), *SIX[3:]]


def numbers(e: Any) -> Iterable[str]:
    yield from short(e.log_grid(0.0001, 1.0, 5))
    yield from short(np.linspace(0.0001, 1, 10)[:3])
    depth, scores = e.grow_until_worse(lambda depth: [0.6, 0.8, 0.75, 0.9][depth - 1], 4)
    yield from short([depth, *scores])

    x = np.array([-2, -1, 0, 0.5, 1, 1.5])
    yield from shown(e.relu_sum(x, SIX))
    yield from shown(polynomial(x))
    yield from shown(e.relu_sum(np.array([0, 0.5]), AS_ON_THE_SLIDE))
    yield from short(np.abs([term[1:] for term in SIX]))

    knots = np.array([-2, -1, 0, 1.5])
    terms = e.piecewise_relu(knots, polynomial(knots))
    yield from shown(terms)
    yield from shown(np.diff(polynomial(knots)) / np.diff(knots))
    yield from shown(e.relu_sum(np.array([0.5]), terms))


def polynomial(x: Any) -> Any:
    return x**3 + x**2 - x - 1


def shown(values: Any) -> list[str]:
    """Without the rounding errors of sums, and without -0."""
    return short(np.round(np.asarray(values, dtype=float), 9) + 0.0)
