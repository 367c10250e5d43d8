"""All in float32, layers as a recursion: each call goes forward, asks the next for its gradient, and goes back."""

import numpy as np


def back(x, labels, parameters, count):
    if not parameters:
        p = np.exp(x - x.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        p[np.arange(count), labels] -= 1
        return p / np.float32(count)
    (weights, bias), *others = parameters
    weights = weights.astype("f4")
    z = x @ weights + bias.astype("f4")
    if others:
        grad = np.where(z > 0, back(np.maximum(z, 0), labels, others, count), np.float32(0))
    else:
        grad = back(z, labels, others, count)
    return grad @ weights.T


def input_gradient(x, labels, parameters):
    return back(x.astype("f4"), labels, parameters, len(x))


def fgsm(x, labels, parameters, epsilon):
    moved = x.astype("f4") + np.float32(epsilon) * np.sign(input_gradient(x, labels, parameters))
    moved[moved < 0] = 0
    moved[moved > 1] = 1
    return moved
