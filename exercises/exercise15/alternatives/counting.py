"""bincount, the confusion matrix as the source of everything, booleans and views."""

import numpy as np


def confusion_matrix(labels, predictions, classes):
    return np.bincount(classes * predictions + labels, minlength=classes**2).reshape(classes, classes).T


def precision_recall_f1(labels, predictions):
    (_, fp), (fn, tp) = confusion_matrix(labels, predictions, 2)
    with np.errstate(all="ignore"):
        scores = np.array([tp, tp, 2 * tp]) / np.array([tp + fp, tp + fn, 2 * tp + fp + fn])
    return tuple(np.nan_to_num(scores))


def accuracy(labels, predictions):
    classes = max(labels.max(), predictions.max()) + 1
    matrix = confusion_matrix(labels, predictions, classes)
    return np.trace(matrix) / matrix.sum()


def top_k_accuracy(scores, labels, k):
    own = np.take_along_axis(scores, labels.reshape(-1, 1), axis=1)
    return np.count_nonzero(np.count_nonzero(scores > own, axis=1) < k) / labels.size


def at_threshold(probabilities, threshold):
    return np.asfortranarray(~(probabilities < threshold))
