"""Plain Python and the math module; results as lists and numbers."""

import math


def softmax(logits):
    rows = []
    for row in logits:
        largest = max(row)
        exponentials = [math.exp(z - largest) for z in row]
        total = math.fsum(exponentials)
        rows.append([e / total for e in exponentials])
    return rows


def cross_entropy(logits, targets):
    loss = 0.0
    for row, target in zip(logits, targets):
        largest = max(row)
        log_sum = largest + math.log(sum(math.exp(z - largest) for z in row))
        loss += sum(p * (log_sum - z) for z, p in zip(row, target))
    return loss / len(logits)


def cross_entropy_gradient(logits, targets):
    return [[(s - p) / len(logits) for s, p in zip(*rows)] for rows in zip(softmax(logits), targets)]


def mean_absolute_error(probabilities, targets):
    n, k = targets.shape
    return sum(abs(probabilities[i, j] - targets[i, j]) for i in range(n) for j in range(k)) / (n * k)
