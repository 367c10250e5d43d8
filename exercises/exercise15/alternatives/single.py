"""float32 and einsum: one-hot rows, whose products are counts."""

import numpy as np


def one_hot(names, classes):
    return (names[:, None] == np.arange(classes)).astype(np.float32)


def confusion_matrix(labels, predictions, classes):
    return np.einsum("ni,nj->ij", one_hot(labels, classes), one_hot(predictions, classes))


def precision_recall_f1(labels, predictions):
    labels, predictions = labels.astype(np.float32), predictions.astype(np.float32)
    found = labels @ predictions
    precision = found / max(predictions.sum(), np.float32(1))
    recall = found / max(labels.sum(), np.float32(1))
    f1 = 2 * found / max(predictions.sum() + labels.sum(), np.float32(1))
    return tuple(np.array([precision, recall, f1]))


def accuracy(labels, predictions):
    return np.equal(labels, predictions).mean(dtype=np.float32)


def top_k_accuracy(scores, labels, k):
    kth = -np.sort(-scores, axis=1)[:, k - 1]
    own = np.einsum("nk,nk->n", scores, one_hot(labels, scores.shape[1]))
    return np.mean(own >= kth, dtype=np.float32)


def at_threshold(probabilities, threshold):
    return np.heaviside(np.float32(probabilities) - np.float32(threshold), np.float32(1))
