"""Everything in float32, other draws and other formulas."""

import numpy as np


def l2_penalty(weights, strength):
    flat = weights.astype(np.float32).ravel()
    return np.float32(strength) * (flat @ flat)


def l2_gradient(weights, strength):
    return np.float32(2 * strength) * weights.astype(np.float32)


def l1_penalty(weights, strength):
    return np.float32(strength) * np.linalg.norm(weights.astype(np.float32).ravel(), 1)


def l1_gradient(weights, strength):
    weights = weights.astype(np.float32)
    return np.float32(strength) * ((weights > 0).astype(np.float32) - (weights < 0))


def dropout_forward(x, rate, rng, training):
    x = x.astype(np.float32)
    keep = 1 - rate if training else 1
    mask = (rng.random(x.shape, dtype=np.float32) < keep).astype(np.float32) / np.float32(keep)
    return x * mask, mask


def dropout_backward(grad_output, mask):
    return np.multiply(grad_output, mask, dtype=np.float32)


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.losses, self.best = [], np.float32(np.inf)

    def update(self, loss):
        self.losses.append(np.float32(loss))
        if self.best - self.losses[-1] > self.min_delta:
            self.best, self.losses = self.losses[-1], []
        return np.bool_(len(self.losses) >= self.patience)
