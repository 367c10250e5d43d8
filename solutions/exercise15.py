"""Metrics of classification: the reference solution of exercise15."""

import numpy as np


def confusion_matrix(labels, predictions, classes):
    """(N,) true and (N,) predicted classes -> (K, K) counts, rows true, columns predicted."""
    counts = np.zeros((classes, classes), dtype=int)
    for true, predicted in zip(labels, predictions, strict=True):
        counts[true, predicted] += 1
    return counts


def precision_recall_f1(labels, predictions):
    """(N,) and (N,) of 0 and 1, where 1 is the positive class -> three floats; what would be 0/0 is 0."""
    true_positives = np.sum((labels == 1) & (predictions == 1))
    false_positives = np.sum((labels == 0) & (predictions == 1))
    false_negatives = np.sum((labels == 1) & (predictions == 0))

    precision = ratio(true_positives, true_positives + false_positives)
    recall = ratio(true_positives, true_positives + false_negatives)
    f1 = ratio(2 * precision * recall, precision + recall)
    return precision, recall, f1


def accuracy(labels, predictions):
    """(N,) and (N,) -> the share of right predictions."""
    return float(np.mean(labels == predictions))


def top_k_accuracy(scores, labels, k):
    """(N, K) scores, (N,) true classes -> the share of examples whose class has fewer than k others above it."""
    own = scores[np.arange(len(labels)), labels]  # of the true class
    above = np.sum(scores > own[:, np.newaxis], axis=1)
    return float(np.mean(above < k))


def at_threshold(probabilities, threshold):
    """1 where a probability reaches the threshold, else 0; of the shape of `probabilities`."""
    return (probabilities >= threshold).astype(int)


def ratio(part, whole):
    """part / whole, and 0 for 0/0."""
    return float(part / whole) if whole > 0 else 0.0
