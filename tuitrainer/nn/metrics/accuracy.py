"""How much is right: the accuracies, all called (prediction, target) on host arrays. NaN is never right."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tuitrainer.base.checks import Check
from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.metrics.numbers import check_shapes, class_scores, numbers


def binary_accuracy(prediction: npt.ArrayLike, target: npt.ArrayLike, threshold: float = 0.5) -> float:
    """Share of all entries on the right side of `threshold`: 0.5 for probabilities, 0 for logits and margins.

    Predictions (N, K) go with targets (N, K), of which those above 0.5 are a yes; with (N, 1), targets may be (N,).
    """
    scores, wanted = numbers(prediction, "prediction"), numbers(target, "target")
    if wanted.shape == scores.shape[:-1] and scores.shape[-1:] == (1,):
        wanted = wanted[..., np.newaxis]
    check_shapes(scores.shape, wanted.shape)
    return _share(((scores > threshold) == (wanted > 0.5)) & ~np.isnan(scores))


def categorical_accuracy(prediction: npt.ArrayLike, target: npt.ArrayLike) -> float:
    """Share of rows whose largest prediction (N, K) stands where the target's (N, K) does."""
    scores, wanted = class_scores(prediction, "prediction"), numbers(target, "target")
    check_shapes(scores.shape, wanted.shape)
    return _share((scores.argmax(axis=-1) == wanted.argmax(axis=-1)) & ~np.isnan(scores).any(axis=-1))


def sparse_categorical_accuracy(prediction: npt.ArrayLike, target: npt.ArrayLike) -> float:
    """Share of rows whose largest prediction (N, K) is that of the class in the target (N,)."""
    scores, labels = class_scores(prediction, "prediction"), numbers(target, "target")
    if labels.shape == (*scores.shape[:-1], 1):
        labels = labels[..., 0]
    check_shapes(scores.shape[:-1], labels.shape)
    return _share((scores.argmax(axis=-1) == labels) & ~np.isnan(scores).any(axis=-1))


def top_k_categorical_accuracy(prediction: npt.ArrayLike, target: npt.ArrayLike, k: int = 5) -> float:
    """Share of rows where fewer than k of the predictions (N, K) are larger than that of the right class.

    The target is (N, K), or class numbers (N,).
    """
    with Check() as check:
        check.whole_number("k", k, minimum=1)
    scores, wanted = class_scores(prediction, "prediction"), numbers(target, "target")
    if wanted.ndim == scores.ndim:
        check_shapes(scores.shape, wanted.shape)
        wanted = wanted.argmax(axis=-1)
    check_shapes(scores.shape[:-1], wanted.shape)
    _check_labels(wanted, scores.shape[-1])
    right = np.take_along_axis(scores, wanted.astype(np.int64)[..., np.newaxis], axis=-1)
    return _share(((scores > right).sum(axis=-1) < k) & ~np.isnan(scores).any(axis=-1))


def _check_labels(labels: npt.NDArray[Any], classes: int) -> None:
    wrong = labels.dtype.kind == "f" or (labels.size and (labels.min() < 0 or labels.max() >= classes))
    if wrong:
        message = _("these are no numbers of classes that the predictions know")
        raise UserError(Problem(message, "target", (f"0 ... {classes - 1}",)))


def _share(correct: npt.NDArray[np.bool_]) -> float:
    return float(correct.mean()) if correct.size else float("nan")
