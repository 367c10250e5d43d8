"""exercise15's reference against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuitrainer.base.course import find_course
from tuitrainer.grading.catalog import find_exercise
from tuitrainer.grading.trusted import load_module

metrics = pytest.importorskip("sklearn.metrics")


@pytest.fixture(scope="module")
def reference() -> Any:
    return load_module(find_exercise(find_course(), "exercise15").solution)


def test_counts_and_accuracy_are_those_of_scikit_learn(reference: Any) -> None:
    rng = np.random.default_rng(0)
    for classes in (2, 3, 5) * 10:
        labels, predictions = rng.integers(0, classes, (2, 8))  # few: not every class occurs
        expected = metrics.confusion_matrix(labels, predictions, labels=range(classes))
        np.testing.assert_array_equal(reference.confusion_matrix(labels, predictions, classes), expected)
        assert reference.accuracy(labels, predictions) == pytest.approx(metrics.accuracy_score(labels, predictions))


def test_precision_recall_and_f1_are_those_of_scikit_learn(reference: Any) -> None:
    rng = np.random.default_rng(1)
    for _ in range(200):
        labels, predictions = (rng.random((2, 6)) < 0.3).astype(int)  # so few positives that 0/0 is frequent
        expected = metrics.precision_recall_fscore_support(labels, predictions, average="binary", zero_division=0)
        np.testing.assert_allclose(reference.precision_recall_f1(labels, predictions), expected[:3])


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_without_ties_top_k_is_that_of_scikit_learn(reference: Any, k: int) -> None:
    rng = np.random.default_rng(k)
    scores, labels = rng.normal(size=(60, 5)), rng.integers(0, 5, 60)
    expected = metrics.top_k_accuracy_score(labels, scores, k=k, labels=range(5))
    assert reference.top_k_accuracy(scores, labels, k) == pytest.approx(expected)
