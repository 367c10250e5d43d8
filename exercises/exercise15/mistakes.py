"""Wrong versions of exercise15's functions, each a mistake that students make. A tuple holds several forms of one."""

import numpy as np


def _counts(labels, predictions, classes):
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (labels, predictions), 1)
    return counts


# -- confusion_matrix --------------------------------------------------------------------------------------------------


def confusion_transposed(labels, predictions, classes):
    return _counts(labels, predictions, classes).T


def confusion_counts_once(labels, predictions, classes):
    counts = np.zeros((classes, classes), dtype=int)
    counts[labels, predictions] += 1
    return counts


def _of_occurring(labels, predictions):
    names = np.unique(np.concatenate([labels, predictions]))
    return _counts(np.searchsorted(names, labels), np.searchsorted(names, predictions), len(names))


confusion_classes_ignored = (
    lambda labels, predictions, classes: _of_occurring(labels, predictions),
    lambda labels, predictions, classes: _counts(
        labels, predictions, max(int(labels.max()), int(predictions.max())) + 1
    ),
)


def _shares(axis):
    def shares(labels, predictions, classes):
        counts = _counts(labels, predictions, classes)
        totals = counts.sum(axis=axis, keepdims=True)
        return counts / np.where(totals == 0, 1, totals)

    return shares


def _shares_with_nan(labels, predictions, classes):
    counts = _counts(labels, predictions, classes)
    return counts / counts.sum(axis=1, keepdims=True)


confusion_normalised = (_shares(1), _shares(0), _shares((0, 1)), _shares_with_nan)


def confusion_errors_only(labels, predictions, classes):
    counts = _counts(labels, predictions, classes)
    np.fill_diagonal(counts, 0)
    return counts


def confusion_hits_only(labels, predictions, classes):
    return np.diag(np.diag(_counts(labels, predictions, classes)))


def confusion_overwritten(labels, predictions, classes):
    counts = np.zeros((classes, classes), dtype=int)
    for label in range(classes):
        counts[label, :] = np.sum(labels == label)
    return counts


def confusion_from_1(labels, predictions, classes):
    return np.roll(_counts(labels, predictions, classes), (-1, -1), axis=(0, 1))


def confusion_reversed(labels, predictions, classes):
    return _counts(labels, predictions, classes)[::-1, ::-1]


def confusion_symmetric(labels, predictions, classes):
    counts = _counts(labels, predictions, classes)
    return counts + counts.T


# -- precision_recall_f1 -----------------------------------------------------------------------------------------------


def _divided(part, whole):
    return part / whole if whole else 0.0


def _outcomes(labels, predictions):
    """True positives, false positives, false negatives, true negatives."""
    labels, predictions = labels == 1, predictions == 1
    return (
        int(np.sum(labels & predictions)),
        int(np.sum(~labels & predictions)),
        int(np.sum(labels & ~predictions)),
        int(np.sum(~labels & ~predictions)),
    )


def _f1(precision, recall):
    return _divided(2 * precision * recall, precision + recall)


def _scores(precision=None, recall=None, f1=_f1, divided=_divided):
    """`precision` and `recall` give part and whole from tp, fp, fn, tn."""

    def scores(labels, predictions):
        tp, fp, fn, tn = _outcomes(labels, predictions)
        p = divided(*((tp, tp + fp) if precision is None else precision(tp, fp, fn, tn)))
        r = divided(*((tp, tp + fn) if recall is None else recall(tp, fp, fn, tn)))
        return p, r, f1(p, r)

    return scores


def precision_and_recall_swapped(labels, predictions):
    precision, recall, f1 = _scores()(labels, predictions)
    return recall, precision, f1


def _with_nan(part, whole):
    with np.errstate(all="ignore"):
        return float(np.float64(part) / np.float64(whole))


def _f1_with_nan(precision, recall):
    return _with_nan(2 * precision * recall, precision + recall)


def _f1_of_counts(labels, predictions):
    """F1 of the counts, which is not nan where precision alone is."""
    tp, fp, fn, _tn = _outcomes(labels, predictions)
    return _with_nan(tp, tp + fp), _with_nan(tp, tp + fn), _with_nan(2 * tp, 2 * tp + fp + fn)


def _nan_in_f1_only(labels, predictions):
    precision, recall, _ = _scores()(labels, predictions)
    return precision, recall, _f1_with_nan(precision, recall)


def _two_ratios_with_nan(labels, predictions):
    precision, recall, _ = _scores(divided=_with_nan)(labels, predictions)
    return precision, recall, _f1(precision, recall)


def _bare_in_f1_only(labels, predictions):
    precision, recall, _ = _scores()(labels, predictions)
    return precision, recall, 2 * (precision * recall) / (precision + recall)


def _bare_in_ratios_only(labels, predictions):
    tp, fp, fn, _tn = _outcomes(labels, predictions)
    precision, recall = tp / (tp + fp), tp / (tp + fn)
    return precision, recall, _f1(precision, recall)


precision_0_over_0 = (
    _scores(divided=_with_nan, f1=_f1_with_nan),
    _f1_of_counts,
    _nan_in_f1_only,
    _two_ratios_with_nan,
    _bare_in_f1_only,  # these two raise
    _bare_in_ratios_only,
)
precision_1_for_0_over_0 = (
    _scores(divided=lambda part, whole: part / whole if whole else 1.0),
    _scores(
        divided=lambda part, whole: part / whole if whole else 1.0,
        f1=lambda p, r: 2 * p * r / (p + r) if p + r else 1.0,
    ),
)


def _all_or_none(value):
    def scores(labels, predictions):
        tp, fp, fn, _tn = _outcomes(labels, predictions)
        if tp == 0 or tp + fp == 0 or tp + fn == 0:
            return value
        return _scores()(labels, predictions)

    return scores


precision_not_a_number_returned = (_all_or_none(None), _all_or_none((None, None, None)))
precision_of_negatives = _scores(
    precision=lambda tp, fp, fn, tn: (tn, tn + fn), recall=lambda tp, fp, fn, tn: (tn, tn + fp)
)
precision_is_accuracy = _scores(precision=lambda tp, fp, fn, tn: (tp + tn, tp + fp + fn + tn))
precision_over_all_examples = (
    _scores(precision=lambda tp, fp, fn, tn: (tp, tp + fp + fn + tn)),
    _scores(
        precision=lambda tp, fp, fn, tn: (tp, tp + fp + fn + tn), recall=lambda tp, fp, fn, tn: (tp, tp + fp + fn + tn)
    ),
    _scores(recall=lambda tp, fp, fn, tn: (tp, tp + fp + fn + tn)),
)
precision_counts_right_negatives = (
    _scores(precision=lambda tp, fp, fn, tn: (tp + tn, tp + fp)),
    _scores(precision=lambda tp, fp, fn, tn: (tp + tn, tp + fp), recall=lambda tp, fp, fn, tn: (tp + tn, tp + fn)),
)
recall_is_specificity = _scores(recall=lambda tp, fp, fn, tn: (tn, tn + fp))
recall_is_false_positive_rate = _scores(recall=lambda tp, fp, fn, tn: (fp, fp + tn))
precision_over_mistakes_only = (
    _scores(precision=lambda tp, fp, fn, tn: (tp, fp)),
    _scores(precision=lambda tp, fp, fn, tn: (tp, fp), recall=lambda tp, fp, fn, tn: (tp, fn)),
    _scores(recall=lambda tp, fp, fn, tn: (tp, fn)),
)
precision_over_both_mistakes = (
    _scores(precision=lambda tp, fp, fn, tn: (tp, tp + fp + fn)),
    _scores(precision=lambda tp, fp, fn, tn: (tp, tp + fp + fn), recall=lambda tp, fp, fn, tn: (tp, tp + fp + fn)),
    _scores(recall=lambda tp, fp, fn, tn: (tp, tp + fp + fn)),
)
precision_with_negatives = (
    _scores(precision=lambda tp, fp, fn, tn: (tp, tp + tn)),
    _scores(recall=lambda tp, fp, fn, tn: (tp, tp + tn)),
)
f1_is_mean = _scores(f1=lambda p, r: (p + r) / 2)
f1_is_geometric_mean = _scores(f1=lambda p, r: np.sqrt(p * r))
f1_without_2 = _scores(f1=lambda p, r: _f1(p, r) / 2)
f1_is_product = (_scores(f1=lambda p, r: p * r), _scores(f1=lambda p, r: 2 * p * r))
f1_is_smaller = _scores(f1=min)


def precision_in_percent(labels, predictions):
    return tuple(100 * score for score in _scores()(labels, predictions))


def _rounded_down(part, whole):
    return part // whole if whole else 0


precision_integer_division = _scores(divided=_rounded_down, f1=_f1)


def _epsilon(epsilon, *, f1):
    def divided(part, whole):
        return part / (whole + epsilon)

    return _scores(divided=divided, f1=(lambda p, r: 2 * p * r / (p + r + epsilon)) if f1 else _f1)


precision_epsilon = tuple(_epsilon(epsilon, f1=f1) for epsilon in (1e-5, 1e-6, 1e-7) for f1 in (True, False))

# -- accuracy ----------------------------------------------------------------------------------------------------------


def accuracy_is_error_rate(labels, predictions):
    return np.mean(labels != predictions)


def accuracy_not_divided(labels, predictions):
    return np.sum(labels == predictions)


def accuracy_in_percent(labels, predictions):
    return 100 * np.mean(labels == predictions)


def accuracy_over_classes(labels, predictions):
    return np.sum(labels == predictions) / len(np.unique(labels))


def accuracy_of_each_example(labels, predictions):
    return labels == predictions


def accuracy_averaged_over_classes(labels, predictions):
    return np.mean([np.mean(predictions[labels == name] == name) for name in np.unique(labels)])


accuracy_of_positives = (
    lambda labels, predictions: np.mean((labels == 1) & (predictions == 1)),
    lambda labels, predictions: np.mean(predictions[labels == 1] == 1),
    lambda labels, predictions: np.mean(labels * predictions > 0),
)
accuracy_of_sums = (
    lambda labels, predictions: np.mean(labels - predictions),
    lambda labels, predictions: 1 - np.mean(labels - predictions),
    lambda labels, predictions: 1 - np.mean(np.abs(labels - predictions)),
)


def accuracy_all_or_nothing(labels, predictions):
    return float(np.array_equal(labels, predictions))


# -- top_k_accuracy ----------------------------------------------------------------------------------------------------


def _own(scores, labels):
    return scores[np.arange(len(labels)), labels][:, None]


def _above(scores, labels):
    return (scores > _own(scores, labels)).sum(axis=1)


def _among(best):
    def accuracy(scores, labels, k):
        return np.mean([label in best(row, k) for row, label in zip(scores, labels, strict=True)])

    return accuracy


top_k_ties = (
    lambda scores, labels, k: np.mean((scores >= _own(scores, labels)).sum(axis=1) <= k),
    _among(lambda row, k: np.argsort(row, kind="stable")[-k:]),
    _among(lambda row, k: np.argsort(-row, kind="stable")[:k]),
    _among(lambda row, k: np.argsort(row)[-k:]),
    _among(lambda row, k: np.argsort(-row)[:k]),
    _among(lambda row, k: np.argpartition(row, -k)[-k:]),
    _among(lambda row, k: np.argpartition(-row, k - 1)[:k]),
    lambda scores, labels, k: np.mean((scores >= _own(scores, labels)).sum(axis=1) < k + 1),
)
top_k_worst = (
    _among(lambda row, k: np.argsort(row, kind="stable")[:k]),
    lambda scores, labels, k: np.mean((scores < _own(scores, labels)).sum(axis=1) < k),
)
top_k_one_too_many = (
    lambda scores, labels, k: np.mean(_above(scores, labels) <= k),
    _among(lambda row, k: np.argsort(row, kind="stable")[-k - 1 :]),
)
top_k_one_too_few = (
    lambda scores, labels, k: np.mean(_above(scores, labels) < k - 1),
    lambda scores, labels, k: np.mean((scores >= _own(scores, labels)).sum(axis=1) < k),
    _among(lambda row, k: np.argsort(row, kind="stable")[::-1][: k - 1]),
)
top_k_only_first = (
    lambda scores, labels, k: np.mean(scores.argmax(axis=1) == labels),
    lambda scores, labels, k: np.mean(_above(scores, labels) < 1),
)
top_k_only_kth = (
    lambda scores, labels, k: np.mean(_above(scores, labels) == k - 1),
    lambda scores, labels, k: np.mean(np.argsort(scores, axis=1, kind="stable")[:, -k] == labels),
)
top_k_not_divided = (
    lambda scores, labels, k: np.sum(_above(scores, labels) < k),
    lambda scores, labels, k: np.sum(_above(scores, labels) < k) / scores.shape[1],
)
top_k_divided_by_k = (
    lambda scores, labels, k: np.mean(_above(scores, labels) < k) / k,
    lambda scores, labels, k: np.sum(_above(scores, labels) < k) / scores.size,
)


def top_k_missed(scores, labels, k):
    return np.mean(_above(scores, labels) >= k)


def top_k_of_values(scores, labels, k):
    """The label is looked for among scores, not among classes."""
    return np.mean([label in np.sort(row)[-k:] for row, label in zip(scores, labels, strict=True)])


def top_k_of_each_example(scores, labels, k):
    return _above(scores, labels) < k


# -- at_threshold ------------------------------------------------------------------------------------------------------


def threshold_excluded(probabilities, threshold):
    return (probabilities > threshold).astype(int)


threshold_ignored = (
    lambda probabilities, threshold: (probabilities >= 0.5).astype(int),
    lambda probabilities, threshold: (probabilities > 0.5).astype(int),
    lambda probabilities, threshold: np.round(probabilities),
)
threshold_reversed = (
    lambda probabilities, threshold: (probabilities < threshold).astype(int),
    lambda probabilities, threshold: (probabilities <= threshold).astype(int),
)
threshold_keeps_probabilities = (
    lambda probabilities, threshold: np.where(probabilities >= threshold, probabilities, 0),
    lambda probabilities, threshold: np.where(probabilities > threshold, probabilities, 0),
    lambda probabilities, threshold: np.maximum(probabilities - threshold, 0),
    lambda probabilities, threshold: probabilities - threshold,
)
threshold_minus_1 = (
    lambda probabilities, threshold: np.where(probabilities >= threshold, 1, -1),
    lambda probabilities, threshold: np.sign(probabilities - threshold),
)
threshold_complement = (
    lambda probabilities, threshold: (probabilities >= 1 - threshold).astype(int),
    lambda probabilities, threshold: (1 - probabilities >= threshold).astype(int),
)
threshold_places = (
    lambda probabilities, threshold: np.flatnonzero(probabilities >= threshold),
    lambda probabilities, threshold: np.argwhere(probabilities >= threshold),
    lambda probabilities, threshold: probabilities[probabilities >= threshold],
)


def threshold_of_largest(probabilities, threshold):
    return (probabilities == probabilities.max()).astype(int)
