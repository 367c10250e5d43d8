"""A binomial draw for each entry; one mask for the whole flat array."""

import numpy as np


def l2_penalty(weights, strength):
    return strength * np.vdot(weights, weights)


def l2_gradient(weights, strength):
    return ((1 + strength) ** 2 - (1 - strength) ** 2) / 2 * weights


def l1_penalty(weights, strength):
    return strength * np.maximum(weights, -weights).sum()


def l1_gradient(weights, strength):
    return np.where(weights > 0, strength, np.where(weights < 0, -strength, 0))


def dropout_forward(x, rate, rng, training):
    if training:
        mask = rng.binomial(1, 1 - rate, x.size).reshape(x.shape) / (1 - rate)
    else:
        mask = np.ones(x.shape, dtype=int)
    return np.einsum("i,i->i", x.ravel(), mask.ravel()).reshape(x.shape), mask


def dropout_backward(grad_output, mask):
    return np.asfortranarray(grad_output * mask)


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta, self.best, self.bad = patience, min_delta, np.inf, 0

    def update(self, loss):
        self.bad += 1
        if self.best - self.min_delta > loss:
            self.best, self.bad = loss, 0
        return not self.bad < self.patience
