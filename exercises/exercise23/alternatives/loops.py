"""Plain Python, one number at a time: every return is a sum of its own, and every logit has its derivative."""

import math


def returns(rewards, discount):
    found = []
    for t in range(len(rewards)):
        found.append(sum(discount ** (k - t) * rewards[k] for k in range(t, len(rewards))))
    return found


def policy_gradient(logits, actions, returns, baseline=0.0):
    steps = len(logits)
    gradient = []
    for t in range(steps):
        weights = [math.exp(value) for value in logits[t]]
        row = []
        for a in range(len(weights)):
            probability = weights[a] / sum(weights)
            chosen = 1 if a == actions[t] else 0
            row.append(-(returns[t] - baseline) * (chosen - probability) / steps)
        gradient.append(row)
    return gradient
