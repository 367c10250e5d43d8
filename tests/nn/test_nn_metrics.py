"""Metrics against small cases counted by hand, and against scikit-learn."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, precision_recall_fscore_support, top_k_accuracy_score
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


@settings(max_examples=40, derandomize=True)
@given(rows=st.integers(1, 40), classes=st.integers(2, 6), seed=st.integers(0, 99))
def test_precision_recall_and_f1_agree_with_scikit_learn(rows: int, classes: int, seed: int) -> None:
    """Few rows and many classes leave some that nothing is taken for, and some that are not there."""
    rng = np.random.default_rng(seed)
    scores, labels = rng.normal(size=(rows, classes)), rng.integers(0, classes, rows)
    for average in ("macro", "micro", "weighted", "binary") if classes == 2 else ("macro", "micro", "weighted"):
        expected = precision_recall_fscore_support(
            labels, scores.argmax(axis=1), average=average, zero_division=0, pos_label=1
        )
        for metric, value in zip((metrics.precision, metrics.recall, metrics.f1), expected, strict=False):
            assert metric(scores, labels, average) == pytest.approx(value, abs=1e-15)
            assert metric(scores.argmax(axis=1), np.eye(classes)[labels], average) == pytest.approx(value, abs=1e-15)


def test_a_single_score_is_that_of_class_1() -> None:
    scores, labels = np.array([[0.1], [0.6], [0.8], [0.3], [0.9]]), np.array([0, 0, 1, 1, 1])
    for target in (labels, labels[:, np.newaxis], labels[:, np.newaxis].astype(np.float32), np.eye(2)[labels]):
        assert metrics.precision(scores, target) == pytest.approx(2 / 3)
        assert metrics.recall(scores, target) == pytest.approx(2 / 3)
        assert metrics.recall(scores, target, threshold=0.2) == 1.0
        assert metrics.precision(scores, target, threshold=0.85) == 1.0
        assert metrics.f1(scores, target, threshold=0.85) == pytest.approx(1 / 2)
        assert metrics.confusion_matrix(scores, target).tolist() == [[1, 1], [1, 2]]
    assert metrics.f1([0, 0], [0, 0]) == 0.0
    assert metrics.precision(np.zeros((3, 1)), [1, 1, 0]) == 0.0


def test_metrics_by_name() -> None:
    scores, labels = np.eye(3)[[0, 1, 1]], [0, 2, 1]
    for name in metrics.METRICS:
        arguments: dict[str, Any] = {"average": "macro"} if name in ("precision", "recall", "f1") else {}
        target = np.eye(3)[labels] if name in ("binary_accuracy", "categorical_accuracy") else labels
        assert 0 < metrics.get(name, **arguments)(scores, target) <= 1
    assert metrics.get("top_k_categorical_accuracy", k=1)(scores, labels) == pytest.approx(2 / 3)
    with pytest.raises(UserError) as caught:
        metrics.get("precison")
    assert caught.value.problems[0].nearest == "precision"
    with pytest.raises(UserError) as caught:
        metrics.get("f1", averages="macro", k=3, target=[1])
    assert [problem.place for problem in caught.value.problems] == ["averages", "k", "target"]
    assert caught.value.problems[0].nearest == "average"


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
    for name in ("mean_absolute_error", "huber", "log_cosh", "poisson", "cosine_similarity"):
        assert metrics.metric_for(losses.get(name)) is None
    assert metrics.metric_for(losses.get("mean_absolute_error"), 10) is metrics.categorical_accuracy
    assert metrics.metric_for(losses.get("mean_squared_error"), 1) is metrics.binary_accuracy
    for name in ("categorical_hinge", "kl_divergence"):
        assert metrics.metric_for(losses.get(name)) is metrics.categorical_accuracy
    for name in ("hinge", "squared_hinge"):
        margins = metrics.metric_for(losses.get(name))
        assert margins is not None
        assert margins([[0.2], [-0.2]], [[1], [-1]]) == 1.0
        assert margins([[0.2], [-0.2]], [[1], [0]]) == 1.0


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
    with pytest.raises(UserError, match=r"average: .*3 classes"):
        metrics.precision([0, 2], [0, 1])
    with pytest.raises(UserError, match="NaN is no class"):
        metrics.confusion_matrix([[0.5, np.nan]], [0])
    with pytest.raises(UserError, match="too large"):
        metrics.confusion_matrix([10**12], [0])


@pytest.mark.parametrize(
    ("prediction", "target", "place"),
    [
        (["a"], [0], "prediction"),
        ([[0.1], [0.2, 0.3]], [0, 1], "prediction"),
        (np.ones((2, 3)), ["a", "b"], "target"),
        (np.ones((2, 3)), [[0], [1, 2]], "target"),
        (np.ones((2, 3)), [0, 1, 2], "target"),
        (np.ones((2, 3)), np.ones((2, 4)), "target"),
        (1j * np.ones((2, 3)), [0, 1], "prediction"),
    ],
)
def test_bad_input_is_refused_at_its_place(prediction: Any, target: Any, place: str) -> None:
    for name in metrics.METRICS:
        with pytest.raises(UserError) as caught:
            metrics.get(name)(prediction, target)
        expected = {place, "average"} if name in ("precision", "recall", "f1") else {place}
        assert {problem.place for problem in caught.value.problems} <= expected, name


@pytest.mark.parametrize("labels", [[0, 3], [-1, 0], [0.0, 1.0]])
def test_the_k_best_are_of_classes_that_exist(labels: list[float]) -> None:
    with pytest.raises(UserError, match="target"):
        metrics.top_k_categorical_accuracy(np.ones((2, 3)), labels)


def test_scores_need_an_axis_of_classes() -> None:
    for scores in (np.float64(0.3), np.ones(3), np.ones((3, 0))):
        for name in ("categorical_accuracy", "sparse_categorical_accuracy", "top_k_categorical_accuracy"):
            with pytest.raises(UserError, match=r"\(N, K\)"):
                metrics.get(name)(scores, [0, 1, 2])


@pytest.mark.parametrize(
    ("arguments", "places"),
    [({"average": "mean", "threshold": "low"}, ["average", "threshold"]), ({"average": 3}, ["average"])],
)
def test_wrong_arguments_are_all_said(arguments: dict[str, Any], places: list[str]) -> None:
    for metric in (metrics.precision, metrics.recall, metrics.f1):
        with pytest.raises(UserError) as caught:
            metric([0, 1], [0, 1], **arguments)
        assert [problem.place for problem in caught.value.problems] == places
