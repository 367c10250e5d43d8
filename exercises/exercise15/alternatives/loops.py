"""One example at a time, in plain Python."""


def confusion_matrix(labels, predictions, classes):
    table = [[0] * classes for _ in range(classes)]
    for i in range(len(labels)):
        table[labels[i]][predictions[i]] += 1
    return table


def precision_recall_f1(labels, predictions):
    tp = fp = fn = 0
    for label, prediction in zip(labels.tolist(), predictions.tolist()):
        if prediction == 1:
            if label == 1:
                tp += 1
            else:
                fp += 1
        elif label == 1:
            fn += 1
    if tp == 0:
        return 0, 0, 0
    precision, recall = tp / (tp + fp), tp / (tp + fn)
    return [precision, recall, 2 / (1 / precision + 1 / recall)]


def accuracy(labels, predictions):
    right = 0
    for label, prediction in zip(labels, predictions):
        if label == prediction:
            right += 1
    return right / len(labels)


def top_k_accuracy(scores, labels, k):
    hits = 0
    for n in range(len(labels)):
        better = 0
        for score in scores[n]:
            if score > scores[n][labels[n]]:
                better += 1
        if better < k:
            hits += 1
    return hits / len(labels)


def at_threshold(probabilities, threshold):
    if probabilities.ndim > 1:
        return [at_threshold(row, threshold) for row in probabilities]
    return [1 if p >= threshold else 0 for p in probabilities]
