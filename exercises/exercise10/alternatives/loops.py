"""One number at a time, without NumPy's help where that is possible."""

import math

import numpy as np


def l2_penalty(weights, strength):
    total = 0.0
    for w in weights.ravel().tolist():
        total += strength * w * w
    return total


def l2_gradient(weights, strength):
    gradient = np.empty_like(weights, order="F")
    for index in np.ndindex(weights.shape):
        gradient[index] = strength * (weights[index] + weights[index])
    return gradient


def l1_penalty(weights, strength):
    return strength * sum(abs(w) for w in weights.flat)


def l1_gradient(weights, strength):
    gradient = np.zeros(weights.shape)
    for index, w in np.ndenumerate(weights):
        if w > 0:
            gradient[index] = strength
        elif w < 0:
            gradient[index] = -strength
    return gradient


def dropout_forward(x, rate, rng, training):
    mask = np.ones(x.shape)
    if not training:
        return x, mask
    for index in np.ndindex(x.shape):
        mask[index] = 0 if rng.random() < rate else 1 / (1 - rate)
    out = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        out[index] = x[index] * mask[index]
    return [out, mask]


def dropout_backward(grad_output, mask):
    return np.reshape([g * m for g, m in zip(grad_output.ravel(), mask.ravel())], grad_output.shape).tolist()


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.left = self.patience = patience
        self.min_delta = min_delta
        self.best = math.inf

    def update(self, loss):
        if math.isnan(loss) or loss >= self.best - self.min_delta:
            self.left -= 1
        else:
            self.best, self.left = loss, self.patience
        if self.left <= 0:
            return True
        return False
