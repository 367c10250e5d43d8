"""The long way: through the whole Jacobian, and logaddexp."""

import numpy as np


def softmax(logits):
    return np.exp(logits - np.logaddexp.reduce(logits, axis=1)[:, np.newaxis])


def cross_entropy(logits, targets):
    return np.float64(np.mean(np.logaddexp.reduce(logits, axis=1) - np.einsum("nk,nk->n", logits, targets)))


def cross_entropy_gradient(logits, targets):
    gradient = np.empty(logits.shape, order="F")
    for n, s in enumerate(softmax(logits)):
        if s.min() > 1e-100:
            gradient[n] = (np.diag(s) - np.outer(s, s)) @ (-targets[n] / s) / len(logits)
        else:
            gradient[n] = (s - targets[n]) / len(logits)
    return gradient


def mean_absolute_error(probabilities, targets):
    return np.linalg.norm((probabilities - targets).ravel(), 1) / targets.size
