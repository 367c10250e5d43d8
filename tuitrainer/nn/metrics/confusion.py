"""Which classes are taken for which, and what is read off that table: precision, recall and F1.

Van Rijsbergen, "Information retrieval" (1979), chapter 7. All are called (prediction, target) on host arrays. Both are
class numbers (N,), or one value per class (N, K) of which the largest counts, or one value per row (N, 1), which means
class 1 above `threshold` (a target: above 0.5) and else class 0.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.metrics.numbers import check_shapes, numbers

MOST_CLASSES = 4096
AVERAGES = ("binary", "macro", "micro", "weighted")

Counts = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


def confusion_matrix(
    prediction: npt.ArrayLike, target: npt.ArrayLike, classes: int | None = None, threshold: float = 0.5
) -> Counts:
    """How often each class (row) was taken for each class (column), (classes, classes).

    `classes` is worked out where it is left out. Raises UserError for NaN among the predictions, which is no class.
    """
    predicted, predicted_classes = _class_numbers(prediction, "prediction", threshold)
    actual, actual_classes = _class_numbers(target, "target", 0.5)
    check_shapes(predicted.shape, actual.shape)
    if np.ndim(prediction) == np.ndim(target) == 2 and 1 not in (np.shape(prediction)[1], np.shape(target)[1]):
        check_shapes(np.shape(prediction), np.shape(target))
    count = max(predicted_classes, actual_classes)
    if classes is not None:
        with Check() as check:
            count = check.whole_number("classes", classes, minimum=count)
    matrix = np.zeros((count, count), np.int64)
    np.add.at(matrix, (actual, predicted), 1)
    return matrix


def precision(
    prediction: npt.ArrayLike, target: npt.ArrayLike, average: str = "binary", threshold: float = 0.5
) -> float:
    """Of what was taken for a class, the share that is of it: right / taken. 0 where nothing was taken for it.

    `average` "binary" is the score of class 1, where there are two; of more classes, "macro" is the mean of their
    scores (over those that occur), "weighted" the same with each as often as it is in the targets, and "micro" the
    score of all that was taken together.
    """
    return _averaged(lambda right, taken, _there: _ratio(right, taken), prediction, target, average, threshold)


def recall(prediction: npt.ArrayLike, target: npt.ArrayLike, average: str = "binary", threshold: float = 0.5) -> float:
    """Of what is of a class, the share that was taken for it: right / there. 0 where nothing is; averages as above."""
    return _averaged(lambda right, _taken, there: _ratio(right, there), prediction, target, average, threshold)


def f1(prediction: npt.ArrayLike, target: npt.ArrayLike, average: str = "binary", threshold: float = 0.5) -> float:
    """The harmonic mean of precision and recall, 2 right / (taken + there): high only where both are."""
    return _averaged(
        lambda right, taken, there: _ratio(2 * right, taken + there), prediction, target, average, threshold
    )


def _averaged(
    score: Callable[[Counts, Counts, Counts], Scores],
    prediction: npt.ArrayLike,
    target: npt.ArrayLike,
    average: str,
    threshold: float,
) -> float:
    """`score` takes, of each class, how many rows were rightly taken for it, how many were at all, how many are it."""
    with Check() as check:
        check.one_of("average", average, AVERAGES)
        check.number("threshold", threshold)
    matrix = confusion_matrix(prediction, target, threshold=threshold)
    right, taken, there = np.diagonal(matrix), matrix.sum(axis=0), matrix.sum(axis=1)
    if average == "binary":
        if len(matrix) > 2:
            message = _("there are {count} classes: say how to average over them").format(count=len(matrix))
            raise UserError(Problem(message, "average", AVERAGES[1:]))
        return float(score(right, taken, there)[1]) if len(matrix) == 2 else 0.0
    if average == "micro":
        return float(score(right.sum(keepdims=True), taken.sum(keepdims=True), there.sum(keepdims=True))[0])
    weights = there if average == "weighted" else (taken + there > 0).astype(np.int64)
    return float(_ratio((score(right, taken, there) * weights).sum(), weights.sum()))


def _ratio(part: npt.ArrayLike, whole: npt.ArrayLike) -> Scores:
    """part / whole, 0 where whole is."""
    of = np.asarray(whole, np.float64)
    return np.divide(part, of, out=np.zeros(of.shape), where=of > 0)


def _class_numbers(values: npt.ArrayLike, place: str, threshold: float) -> tuple[Counts, int]:
    """Class numbers (N,) and how many classes there are at least."""
    given = numbers(values, place)
    if given.dtype.kind == "f" and np.isnan(given).any():
        raise UserError(Problem(_("NaN is no class"), place))
    if given.ndim == 2 and given.shape[1] > 1:
        return given.argmax(axis=1), given.shape[1]
    if given.ndim == 2 and given.shape[1] == 1:
        if given.dtype.kind == "f":
            return (given[:, 0] > threshold).astype(np.int64), 2
        given = given[:, 0]
    if given.ndim != 1 or given.dtype.kind not in "biu" or (given.size and given.min() < 0):
        message = _("class numbers are whole numbers from 0, in one axis")
        raise UserError(Problem(message, place, ("(N,)", "(N, 1)", "(N, K)")))
    largest = int(given.max()) if given.size else 0
    if largest >= MOST_CLASSES:
        message = _("class number {number} is too large for a table of classes").format(number=largest)
        raise UserError(Problem(message, place, (f"0 ... {MOST_CLASSES - 1}",)))
    return given.astype(np.int64), largest + 1
