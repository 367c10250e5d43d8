"""The numbers that a network starts with."""

from __future__ import annotations

import hashlib
import math
from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer.base.random import Purpose, generator
from tuitrainer.nn.architecture import Architecture


def initial_values(architecture: Architecture, dtype: np.dtype[Any], seed: int) -> npt.NDArray[Any]:
    """All initial parameters in one flat array; the draws of each parameter depend on the seed and its place alone."""
    flat = np.empty(sum(math.prod(spec.shape) for spec in architecture.specs.values()), dtype)
    start = 0
    drawn = set()
    for index, place in enumerate(architecture.places):
        for number, (own_name, spec) in enumerate(zip(place.parameter_names, place.specs, strict=True)):
            name = architecture.first_name(own_name)
            if name in drawn:
                continue
            drawn.add(name)
            end = start + math.prod(spec.shape)
            draws = generator(seed, Purpose.INITIAL_WEIGHTS, step=_stream(number, spec.role), layer=index)
            with np.errstate(over="ignore"):
                flat[start:end] = spec.initializer(spec.shape, draws).ravel()
            start = end
    return flat


def _stream(number: int, role: str) -> int:
    """Which of a layer's streams parameter `number` draws from.

    Inside another layer it is named by its place there, so that one branch does not change with what stands in another.
    """
    if "." not in role:
        return number
    return int.from_bytes(hashlib.blake2b(role.encode(), digest_size=8).digest(), "little") >> 1
