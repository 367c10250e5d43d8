"""Numbers that people read: accuracies and the confusion matrix, all called (prediction, target) on host arrays."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.losses import BinaryCrossentropy, CategoricalCrossentropy, Loss, SparseCategoricalCrossentropy

Metric: TypeAlias = Callable[[npt.ArrayLike, npt.ArrayLike], float]


def binary_accuracy(prediction: npt.ArrayLike, target: npt.ArrayLike, threshold: float = 0.5) -> float:
    """Share of all entries on the right side of `threshold`: 0.5 for probabilities, 0 for logits.

    Predictions (N, K) go with targets (N, K); with (N, 1), targets may be (N,). NaN is never right.
    """
    scores, wanted = np.asarray(prediction), np.asarray(target)
    if wanted.shape == scores.shape[:-1] and scores.shape[-1] == 1:
        wanted = wanted[..., np.newaxis]
    _check_shapes(scores.shape, wanted.shape)
    return _share(((scores > threshold) == (wanted > 0.5)) & ~np.isnan(scores))


def categorical_accuracy(prediction: npt.ArrayLike, target: npt.ArrayLike) -> float:
    """Share of rows whose largest prediction (N, K) stands where the target's (N, K) does."""
    scores, wanted = np.asarray(prediction), np.asarray(target)
    _check_shapes(scores.shape, wanted.shape)
    return sparse_categorical_accuracy(scores, wanted.argmax(axis=-1))


def sparse_categorical_accuracy(prediction: npt.ArrayLike, target: npt.ArrayLike) -> float:
    """Share of rows whose largest prediction (N, K) is that of the class in the target (N,). NaN is never right."""
    scores, labels = np.asarray(prediction), np.asarray(target)
    if labels.shape == (*scores.shape[:-1], 1):
        labels = labels[..., 0]
    _check_shapes(scores.shape[:-1], labels.shape)
    return _share((scores.argmax(axis=-1) == labels) & ~np.isnan(scores).any(axis=-1))


def top_k_categorical_accuracy(prediction: npt.ArrayLike, target: npt.ArrayLike, k: int = 5) -> float:
    """Share of rows where fewer than k of the predictions (N, K) are larger than that of the right class.

    The target is (N, K), or class numbers (N,). NaN is never right.
    """
    with Check() as check:
        check.whole_number("k", k, minimum=1)
    scores, wanted = np.asarray(prediction), np.asarray(target)
    if wanted.ndim == scores.ndim:
        _check_shapes(scores.shape, wanted.shape)
        wanted = wanted.argmax(axis=-1)
    _check_shapes(scores.shape[:-1], wanted.shape)
    right = np.take_along_axis(scores, wanted[..., np.newaxis], axis=-1)
    return _share(((scores > right).sum(axis=-1) < k) & ~np.isnan(scores).any(axis=-1))


def confusion_matrix(
    prediction: npt.ArrayLike, target: npt.ArrayLike, classes: int | None = None
) -> npt.NDArray[np.int64]:
    """How often each class (row) was taken for each class (column), (classes, classes).

    Prediction and target are class numbers (N,), or one value per class (N, K) of which the largest counts. `classes`
    is worked out where it is left out.
    """
    predicted, predicted_classes = _labels(prediction, "prediction")
    actual, actual_classes = _labels(target, "target")
    _check_shapes(predicted.shape, actual.shape)
    count = max(predicted_classes, actual_classes)
    if classes is not None:
        with Check() as check:
            count = check.whole_number("classes", classes, minimum=count)
    matrix = np.zeros((count, count), np.int64)
    np.add.at(matrix, (actual, predicted), 1)
    return matrix


def metric_for(loss: Loss) -> Metric | None:
    """The accuracy that goes with a loss; None for losses of numbers, which have none."""
    if isinstance(loss, BinaryCrossentropy):
        return partial(binary_accuracy, threshold=0.0 if loss.from_logits else 0.5)
    if isinstance(loss, CategoricalCrossentropy):
        return categorical_accuracy
    if isinstance(loss, SparseCategoricalCrossentropy):
        return sparse_categorical_accuracy
    return None


def _labels(values: npt.ArrayLike, place: str) -> tuple[npt.NDArray[Any], int]:
    """Class numbers (N,) and how many classes there are at least."""
    given = np.asarray(values)
    if given.ndim == 2 and given.shape[1] > 1:
        return given.argmax(axis=1), given.shape[1]
    if given.ndim != 1 or given.dtype.kind not in "biu" or (given.size and given.min() < 0):
        raise UserError(Problem(_("class numbers are whole numbers from 0, in one axis"), place, ("(N,)", "(N, K)")))
    return given.astype(np.int64), int(given.max()) + 1 if given.size else 1


def _check_shapes(prediction: tuple[int, ...], target: tuple[int, ...]) -> None:
    if prediction != target:
        message = _("predictions of shape {prediction} and targets of shape {target} do not go together")
        raise UserError(Problem(message.format(prediction=prediction, target=target), "target"))


def _share(correct: npt.NDArray[np.bool_]) -> float:
    return float(correct.mean()) if correct.size else float("nan")
