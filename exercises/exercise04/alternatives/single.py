"""Everything in float32; results as views and in Fortran order."""

import numpy as np


def log_softmax(logits):
    shifted = np.asfortranarray(logits, dtype=np.float32)
    shifted = shifted - np.max(shifted, axis=-1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))


def softmax(logits):
    both = np.stack([np.exp(log_softmax(logits)), logits.astype("f4")], axis=-1)
    return both[..., 0]


def cross_entropy(logits, targets):
    return -np.average(np.sum(targets.astype("f4") * log_softmax(logits), axis=1))


def cross_entropy_gradient(logits, targets):
    return np.subtract(softmax(logits), targets, dtype="f4", casting="same_kind") / np.float32(targets.shape[0])


def mean_absolute_error(probabilities, targets):
    return np.mean(np.abs(np.float32(probabilities) - np.float32(targets)))
