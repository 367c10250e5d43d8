"""What the grader calls: a confusion matrix, precision with recall and F1, two accuracies and a threshold.

Every kind of outcome occurs in numbers that all differ, so that no two of them can be taken for each other.
"""

import numpy as np


def confusion_matrix(module, rng):
    return {
        "four_classes": module.confusion_matrix(*pairs(rng, counted(rng, 4)), 4),
        "two_classes": module.confusion_matrix(*pairs(rng, counted(rng, 2)), 2),
        "classes_that_do_not_occur": module.confusion_matrix(*pairs(rng, counted(rng, 3)), 5),
        "class_never_predicted": module.confusion_matrix(*pairs(rng, counted(rng, 4) * [1, 1, 0, 1]), 4),
    }


def precision_recall_f1(module, rng):
    return {
        "few_positives": module.precision_recall_f1(*outcomes(rng, true_negatives=29)),
        "many_positives": module.precision_recall_f1(*outcomes(rng, true_negatives=3)),
        "no_true_negatives": module.precision_recall_f1(*outcomes(rng, true_negatives=0)),
        "one_alarm": module.precision_recall_f1(*binary(rng, tn=6, fp=0, fn=3, tp=1)),
        "none_right": module.precision_recall_f1(*binary(rng, tn=4, fp=3, fn=2, tp=0)),
        "nothing_predicted_positive": module.precision_recall_f1(*binary(rng, tn=4, fp=0, fn=3, tp=0)),
        "nothing_is_positive": module.precision_recall_f1(*binary(rng, tn=5, fp=2, fn=0, tp=0)),
        "no_positives_at_all": module.precision_recall_f1(*binary(rng, tn=6, fp=0, fn=0, tp=0)),
    }


def accuracy(module, rng):
    return {
        "four_classes": module.accuracy(*pairs(rng, counted(rng, 4))),
        "two_classes": module.accuracy(*outcomes(rng, true_negatives=11)),
        "six_classes": module.accuracy(*pairs(rng, counted(rng, 6))),
    }


def top_k_accuracy(module, rng):
    return {
        "k_2": module.top_k_accuracy(*ranked(rng, [5, 4, 3, 2, 1], 5), 2),
        "k_3": module.top_k_accuracy(*ranked(rng, [3, 4, 5, 1, 6, 2, 2], 7), 3),
        "k_1": module.top_k_accuracy(*ranked(rng, [6, 5, 2, 1], 4), 1),
        "ties": module.top_k_accuracy(*with_ties(rng), 2),
    }


def at_threshold(module, rng):
    return {
        "vector": module.at_threshold(*around(rng, (12,), 0.25)),
        "high": module.at_threshold(*around(rng, (14,), 0.75)),
        "matrix": module.at_threshold(*around(rng, (4, 3), 0.625)),
    }


def counted(rng, classes):
    """(K, K) counts, all different; the largest ones on the diagonal."""
    counts = 1 + rng.permutation(classes**2).reshape(classes, classes)
    if classes > 3:
        counts = 1 + counts // 3
    counts[np.arange(classes), np.arange(classes)] = classes**2 + 1 + rng.permutation(classes)
    upper, lower = np.triu_indices(classes, 1), np.tril_indices(classes, -1)
    if counts[upper].sum() == counts[lower].sum():
        counts[0, 1] += 1
    return counts


def pairs(rng, counts):
    """labels and predictions (N,) whose confusion matrix is `counts`, in random order."""
    true, predicted = np.indices(counts.shape)
    labels, predictions = (np.repeat(index.ravel(), counts.ravel()) for index in (true, predicted))
    order = rng.permutation(len(labels))
    return labels[order], predictions[order]


def binary(rng, tn, fp, fn, tp):
    return pairs(rng, np.array([[tn, fp], [fn, tp]]))


def outcomes(rng, true_negatives):
    """More hits than misses, and more misses of one kind than of the other; which kind is drawn."""
    few, many = int(rng.integers(2, 4)), int(rng.integers(5, 8))
    fp, fn = (few, many) if rng.random() < 0.5 else (many, few)
    return binary(rng, tn=true_negatives, fp=fp, fn=fn, tp=int(rng.integers(9, 14)))


def ranked(rng, examples_of_rank, classes):
    """Scores (N, K) without ties, and labels: so many examples whose class comes first, second, and so on."""
    ranks = rng.permutation(np.repeat(np.arange(len(examples_of_rank)), examples_of_rank))
    scores = rng.permuted(np.tile(np.arange(classes) / 2.0, (len(ranks), 1)), axis=1) - rng.integers(0, 4)
    labels = np.argsort(-scores, axis=1)[np.arange(len(ranks)), ranks]
    return scores * rng.uniform(0.5, 1.5, (len(ranks), 1)), labels


TIES = (  # scores by rank, and the rank of the true class, for k = 2; in which column each lies is drawn
    ((3, 2, 2, 1, 0), 1), ((3, 2, 2, 1, 0), 2), ((3, 3, 3, 1, 0), 0), ((3, 3, 3, 1, 0), 2), ((2, 2, 2, 2, 2), 3),
    ((4, 3, 1, 1, 0), 2), ((4, 4, 3, 3, 1), 3), ((5, 4, 3, 2, 1), 0), ((5, 4, 3, 2, 1), 4), ((3, 3, 2, 1, 0), 0),
)  # fmt: skip


def with_ties(rng):
    """Each case of TIES twice: with the true class first among its equals, and last."""
    scores, labels = [], []
    for values, rank in TIES:
        for place in (0, -1):
            row = rng.permutation(np.array(values, dtype=float))
            equals = np.flatnonzero(row == values[rank])
            scores.append(row / 2)
            labels.append(equals[place])
    order = rng.permutation(len(labels))
    return np.array(scores)[order], np.array(labels)[order]


def around(rng, shape, threshold):
    """Probabilities on either side of a threshold and exactly on it, and some between it, 1/2 and 1 - threshold.

    All are multiples of 1/64, exact in float32 too.
    """
    count = int(np.prod(shape))
    steps = rng.integers(1, 15, count) * np.where(np.arange(count) % 2 == 0, 1, -1)
    steps[:5] = np.array([0, 0, -6, -12, -20]) * (1 if threshold > 0.5 else -1)
    return threshold + rng.permutation(steps).reshape(shape) / 64, threshold
