"""exercise04: softmax and cross-entropy.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise04
The statement: tuitrainer show exercise04     A hint: tuitrainer hint exercise04
"""

import numpy as np  # noqa: F401


def softmax(logits):
    """Turn scores into probabilities, row by row.

    logits: array (N, K), any finite numbers, even -1000 or 1000.
    Returns an array (N, K): positive, each row sums to 1.
    """
    raise NotImplementedError


def cross_entropy(logits, targets):
    """How little probability the right classes got.

    logits: array (N, K). targets: array (N, K), rows that sum to 1 (one-hot, or probabilities).
    Returns a float: the mean over the N examples of -sum_k targets[n, k] * log(softmax(logits)[n, k]).
    """
    raise NotImplementedError


def cross_entropy_gradient(logits, targets):
    """The gradient of cross_entropy(logits, targets) with respect to logits.

    Returns an array (N, K).
    """
    raise NotImplementedError


def mean_absolute_error(probabilities, targets):
    """The other way to compare: the mean of |probabilities - targets| over all N*K entries.

    probabilities, targets: arrays (N, K). Returns a float.
    """
    raise NotImplementedError
