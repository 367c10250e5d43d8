"""The numbers of exercise15's worked example, as its statements print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from worked_numbers import fixed, short


def numbers(e: Any) -> Iterable[str]:
    ill = np.repeat([0, 1], [90, 10])
    alarm = np.repeat([0, 1, 0, 1], [78, 12, 2, 8])
    precision, recall, f1 = e.precision_recall_f1(ill, alarm)
    yield from short([precision, recall, e.accuracy(ill, alarm), e.accuracy(ill, 0 * ill)])
    yield from fixed(f1, 4)
    yield from short(e.confusion_matrix(ill, alarm, 2))
    yield from short(e.precision_recall_f1(ill, 0 * ill))
    labels, predictions = np.array([0, 0, 1, 1, 1, 2, 2, 2]), np.array([0, 1, 1, 1, 2, 2, 2, 0])
    assert np.array_equal(e.confusion_matrix(labels, predictions, 3), [[1, 1, 0], [0, 2, 1], [1, 0, 2]])
    yield from short(e.accuracy(labels, predictions))
    scores, classes = np.array([[2.0, 5, 5, 1]] * 3), np.array([2, 0, 3])
    yield from fixed([e.top_k_accuracy(scores, classes, k) for k in (1, 2, 3)], 3)
    probabilities = np.array([0.2, 0.5, 0.7])
    assert np.array_equal(e.at_threshold(probabilities, 0.5), [0, 1, 1])
    assert np.array_equal(e.at_threshold(probabilities, 0.7), [0, 0, 1])
