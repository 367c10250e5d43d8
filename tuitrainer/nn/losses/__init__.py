"""The losses. LOSSES holds them by name; `get` makes one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tuitrainer.base.construct import construct
from tuitrainer.nn.losses.crossentropy import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
)
from tuitrainer.nn.losses.loss import Loss
from tuitrainer.nn.losses.regression import MeanAbsoluteError, MeanSquaredError

__all__ = [
    "LOSSES", "BinaryCrossentropy", "CategoricalCrossentropy", "Loss", "MeanAbsoluteError", "MeanSquaredError",
    "SparseCategoricalCrossentropy", "get",
]  # fmt: skip

LOSSES: Mapping[str, type[Loss]] = MappingProxyType(
    {
        "mean_squared_error": MeanSquaredError,
        "mean_absolute_error": MeanAbsoluteError,
        "categorical_crossentropy": CategoricalCrossentropy,
        "sparse_categorical_crossentropy": SparseCategoricalCrossentropy,
        "binary_crossentropy": BinaryCrossentropy,
    }
)


def get(name: str, **arguments: Any) -> Loss:
    """The loss called `name`, as in ``get("categorical_crossentropy", from_logits=True)``.

    Raises UserError with the accepted names or arguments.
    """
    return construct(LOSSES, name, arguments, "name")
