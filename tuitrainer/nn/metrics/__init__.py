"""Numbers that people read, all called (prediction, target) on host arrays. METRICS holds those that are one number."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy.typing as npt

from tuitrainer.base.errors import UserError, unknown_name
from tuitrainer.base.texts import _
from tuitrainer.nn.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    CategoricalHinge,
    Hinge,
    KLDivergence,
    Loss,
    SparseCategoricalCrossentropy,
    SquaredHinge,
)
from tuitrainer.nn.metrics.accuracy import (
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
    top_k_categorical_accuracy,
)
from tuitrainer.nn.metrics.confusion import confusion_matrix, f1, precision, recall

__all__ = [
    "METRICS", "Metric", "binary_accuracy", "categorical_accuracy", "confusion_matrix", "f1", "get", "metric_for",
    "precision", "recall", "sparse_categorical_accuracy", "top_k_categorical_accuracy",
]  # fmt: skip

Metric: TypeAlias = Callable[[npt.ArrayLike, npt.ArrayLike], float]

METRICS: Mapping[str, Callable[..., float]] = MappingProxyType(
    {
        "binary_accuracy": binary_accuracy,
        "categorical_accuracy": categorical_accuracy,
        "sparse_categorical_accuracy": sparse_categorical_accuracy,
        "top_k_categorical_accuracy": top_k_categorical_accuracy,
        "precision": precision,
        "recall": recall,
        "f1": f1,
    }
)


def get(name: str, **arguments: Any) -> Metric:
    """The metric called `name`, as in ``get("top_k_categorical_accuracy", k=3)``.

    Raises UserError with the accepted names or arguments; the values of arguments are checked when it is called.
    """
    if name not in METRICS:
        raise UserError(unknown_name(_("there is no '{name}'").format(name=name), str(name), METRICS, "name"))
    taken = list(inspect.signature(METRICS[name]).parameters)[2:]
    message = _("'{name}' takes no such argument").format(name=name)
    problems = [unknown_name(message, argument, taken, argument) for argument in arguments if argument not in taken]
    if problems:
        raise UserError(*problems)
    return partial(METRICS[name], **arguments)


def metric_for(loss: Loss, units: int | None = None) -> Metric | None:
    """The accuracy that goes with a loss. Losses of numbers have none, unless `units` outputs are probabilities of
    classes all the same: then it is that of the largest of several, or of a single one with the threshold 1/2.
    """
    if isinstance(loss, BinaryCrossentropy):
        return partial(binary_accuracy, threshold=0.0 if loss.from_logits else 0.5)
    if isinstance(loss, Hinge | SquaredHinge):
        return partial(binary_accuracy, threshold=0.0)
    if isinstance(loss, CategoricalCrossentropy | CategoricalHinge | KLDivergence):
        return categorical_accuracy
    if isinstance(loss, SparseCategoricalCrossentropy):
        return sparse_categorical_accuracy
    if units is not None:
        return categorical_accuracy if units > 1 else binary_accuracy
    return None
