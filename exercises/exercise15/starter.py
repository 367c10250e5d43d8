"""exercise15: metrics of classification.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise15
The statement: tuitrainer show exercise15     A hint: tuitrainer hint exercise15
"""

import numpy as np  # noqa: F401


def confusion_matrix(labels, predictions, classes):
    """Count which class was taken for which.

    labels, predictions: integer arrays (N,), the true and the predicted classes, 0 to classes - 1.
    classes: K, their number; not all of them need occur.
    Returns an integer array (K, K): at [i, j] how many examples of class i were predicted as j.
    """
    raise NotImplementedError


def precision_recall_f1(labels, predictions):
    """Precision, recall and F1 of the positive class.

    labels, predictions: arrays (N,) of 0 and 1; 1 is positive.
    Returns (precision, recall, f1), three floats. A ratio that would be 0/0 is 0.
    """
    raise NotImplementedError


def accuracy(labels, predictions):
    """The share of examples that were predicted right.

    labels, predictions: integer arrays (N,), any number of classes.
    Returns a float between 0 and 1.
    """
    raise NotImplementedError


def top_k_accuracy(scores, labels, k):
    """The share of examples whose true class is among the k best.

    scores: array (N, K), higher is more likely. labels: integer array (N,). k: 1 to K.
    An example is a hit if fewer than k classes score strictly higher than its true class.
    Returns a float between 0 and 1.
    """
    raise NotImplementedError


def at_threshold(probabilities, threshold):
    """Decide: 1 where the probability is at least the threshold, 0 elsewhere.

    probabilities: array of any shape. threshold: a float.
    Returns an array of 0 and 1 of that shape.
    """
    raise NotImplementedError
