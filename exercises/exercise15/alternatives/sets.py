"""Sets of examples, and sorting with care for ties."""

from collections import Counter

import numpy as np


def confusion_matrix(labels, predictions, classes):
    pairs = Counter(zip(labels.tolist(), predictions.tolist()))
    return np.array([[float(pairs[i, j]) for j in range(classes)] for i in range(classes)])


def precision_recall_f1(labels, predictions):
    positive, found = set(np.flatnonzero(labels)), set(np.flatnonzero(predictions))
    both = len(positive & found)
    precision = both / len(found) if found else 0.0
    recall = both / len(positive) if positive else 0.0
    return precision, recall, (2 * both / (len(found) + len(positive)) if both else 0)


def accuracy(labels, predictions):
    return 1 - np.count_nonzero(labels - predictions) / len(labels)


def top_k_accuracy(scores, labels, k):
    hits = []
    for row, label in zip(scores.tolist(), labels.tolist()):
        hits.append(sorted(row, reverse=True).index(row[label]) < k)
    return sum(hits) / len(hits)


def at_threshold(probabilities, threshold):
    return np.where(probabilities < threshold, 0, 1)
