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
from tuitrainer.nn.losses.distribution import KLDivergence, Poisson
from tuitrainer.nn.losses.hinge import CategoricalHinge, Hinge, SquaredHinge
from tuitrainer.nn.losses.loss import HostLoss, Loss
from tuitrainer.nn.losses.regression import (
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
)
from tuitrainer.nn.losses.similarity import CosineSimilarity

__all__ = [
    "LOSSES", "BinaryCrossentropy", "CategoricalCrossentropy", "CategoricalHinge", "CosineSimilarity", "Hinge",
    "HostLoss", "Huber", "KLDivergence", "LogCosh", "Loss", "MeanAbsoluteError", "MeanAbsolutePercentageError",
    "MeanSquaredError", "MeanSquaredLogarithmicError", "Poisson", "SparseCategoricalCrossentropy", "SquaredHinge",
    "get",
]  # fmt: skip

LOSSES: Mapping[str, type[Loss]] = MappingProxyType(
    {
        "mean_squared_error": MeanSquaredError,
        "mean_absolute_error": MeanAbsoluteError,
        "mean_absolute_percentage_error": MeanAbsolutePercentageError,
        "mean_squared_logarithmic_error": MeanSquaredLogarithmicError,
        "hinge": Hinge,
        "squared_hinge": SquaredHinge,
        "categorical_hinge": CategoricalHinge,
        "log_cosh": LogCosh,
        "huber": Huber,
        "categorical_crossentropy": CategoricalCrossentropy,
        "sparse_categorical_crossentropy": SparseCategoricalCrossentropy,
        "binary_crossentropy": BinaryCrossentropy,
        "kl_divergence": KLDivergence,
        "poisson": Poisson,
        "cosine_similarity": CosineSimilarity,
    }
)


def get(name: str, **arguments: Any) -> Loss:
    """The loss called `name`, as in ``get("categorical_crossentropy", from_logits=True)``.

    Raises UserError with the accepted names or arguments.
    """
    return construct(LOSSES, name, arguments, "name")
