"""Metrics against small cases counted by hand, and against scikit-learn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, top_k_accuracy_score
from sklearn.metrics import confusion_matrix as sklearn_confusion_matrix

from tuitrainer.base.errors import UserError
from tuitrainer.nn import losses, metrics


def test_binary_accuracy() -> None:
    assert metrics.binary_accuracy([[0.4], [0.6], [0.5], [0.9]], [[0], [1], [1], [0]]) == 0.5
    assert metrics.binary_accuracy([[0.4], [0.6]], [0, 1]) == 1.0
    assert metrics.binary_accuracy([[-0.1], [0.3]], [0, 1], threshold=0.0) == 1.0
    assert metrics.binary_accuracy([[0.1, 0.9], [0.9, 0.9]], [[0, 1], [0, 1]]) == 0.75


def test_class_accuracies_agree_with_scikit_learn() -> None:
    rng = np.random.default_rng(3)
    scores, labels = rng.normal(size=(97, 7)), rng.integers(0, 7, 97)
    expected = accuracy_score(labels, scores.argmax(axis=1))
    assert metrics.sparse_categorical_accuracy(scores, labels) == pytest.approx(expected)
    assert metrics.sparse_categorical_accuracy(scores, labels[:, np.newaxis]) == pytest.approx(expected)
    assert metrics.categorical_accuracy(scores, np.eye(7)[labels]) == pytest.approx(expected)
    for k in (1, 3, 7, 9):
        top = top_k_accuracy_score(labels, scores, k=min(k, 6), labels=range(7)) if k < 7 else 1.0
        assert metrics.top_k_categorical_accuracy(scores, labels, k) == pytest.approx(top)
        assert metrics.top_k_categorical_accuracy(scores, np.eye(7)[labels], k) == pytest.approx(top)


def test_nan_is_never_right() -> None:
    scores = np.full((3, 2), np.nan)
    assert metrics.sparse_categorical_accuracy(scores, [0, 0, 1]) == 0.0
    assert metrics.top_k_categorical_accuracy(scores, [0, 0, 1], k=2) == 0.0
    assert metrics.binary_accuracy(scores[:, :1], [0, 0, 1]) == 0.0


def test_no_rows_have_no_accuracy() -> None:
    assert math.isnan(metrics.categorical_accuracy(np.empty((0, 3)), np.empty((0, 3))))


def test_confusion_matrix_agrees_with_scikit_learn() -> None:
    rng = np.random.default_rng(5)
    scores, labels = rng.normal(size=(60, 4)), rng.integers(0, 4, 60)
    expected = sklearn_confusion_matrix(labels, scores.argmax(axis=1), labels=range(4))
    np.testing.assert_array_equal(metrics.confusion_matrix(scores, labels), expected)
    np.testing.assert_array_equal(metrics.confusion_matrix(scores.argmax(axis=1), np.eye(4)[labels]), expected)
    assert metrics.confusion_matrix([0, 1], [1, 1], classes=3).tolist() == [[0, 0, 0], [1, 1, 0], [0, 0, 0]]


def test_the_metric_that_goes_with_a_loss() -> None:
    logits = metrics.metric_for(losses.get("binary_crossentropy", from_logits=True))
    probabilities = metrics.metric_for(losses.get("binary_crossentropy"))
    assert logits is not None
    assert probabilities is not None
    assert logits([[0.2]], [[1.0]]) == 1.0
    assert probabilities([[0.2]], [[1.0]]) == 0.0
    assert metrics.metric_for(losses.get("categorical_crossentropy")) is metrics.categorical_accuracy
    assert metrics.metric_for(losses.get("sparse_categorical_crossentropy")) is metrics.sparse_categorical_accuracy
    assert metrics.metric_for(losses.get("mean_squared_error")) is None
    assert metrics.metric_for(losses.get("mean_absolute_error")) is None


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(UserError, match="do not go together"):
        metrics.categorical_accuracy(np.ones((2, 3)), np.ones((2, 4)))
    with pytest.raises(UserError, match="do not go together"):
        metrics.sparse_categorical_accuracy(np.ones((2, 3)), np.zeros(3, int))
    with pytest.raises(UserError, match="class numbers"):
        metrics.confusion_matrix([0.5, 1.0], [0, 1])
    with pytest.raises(UserError, match="classes"):
        metrics.confusion_matrix([0, 4], [0, 1], classes=3)
    with pytest.raises(UserError, match="k"):
        metrics.top_k_categorical_accuracy(np.ones((2, 3)), [0, 1], k=0)
