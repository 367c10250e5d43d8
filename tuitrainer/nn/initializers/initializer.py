"""What an initializer is: a small frozen value. The random numbers are handed to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Shape: TypeAlias = tuple[int, ...]
Values: TypeAlias = npt.NDArray[np.float64]


class Initializer(ABC):
    """Subclasses are frozen dataclasses: equal arguments make equal initializers."""

    @abstractmethod
    def __call__(self, shape: Shape, generator: np.random.Generator, /) -> Values:
        """Initial values of the given shape, in float64 so that every dtype starts from the same ones."""

    def check_shape(self, shape: Shape, /) -> None:  # noqa: B027 - most initializers fill any shape
        """Raise UserError where this initializer can't fill `shape`."""
