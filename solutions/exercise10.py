"""Regularisation: L2 and L1 penalties, dropout and early stopping. The reference solution of exercise10."""

import numpy as np


def l2_penalty(weights, strength):
    """strength times the sum of all squares: a float."""
    return float(strength * np.sum(weights**2))


def l2_gradient(weights, strength):
    """The gradient of l2_penalty, of the shape of `weights`: in proportion to each weight."""
    return 2 * strength * weights


def l1_penalty(weights, strength):
    """strength times the sum of all absolute values: a float."""
    return float(strength * np.sum(np.abs(weights)))


def l1_gradient(weights, strength):
    """The gradient of l1_penalty, of the shape of `weights`: of one size for all, and 0 where a weight is 0."""
    return strength * np.sign(weights)


def dropout_forward(x, rate, rng, training):
    """Drop each entry of x with probability `rate` and rescale the others; returns (out, mask), both of x's shape."""
    if training:
        kept = rng.random(x.shape) >= rate
        mask = kept / (1 - rate)  # what is kept makes up for what is dropped: on average out is x
    else:
        mask = np.ones(x.shape)
    return x * mask, mask


def dropout_backward(grad_output, mask):
    """The gradient of dropout_forward: what was multiplied by the mask on the way there is so on the way back."""
    return grad_output * mask


class EarlyStopping:
    """Says when a loss has not improved for `patience` updates in a row."""

    def __init__(self, patience, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best = np.inf
        self.waited = 0  # updates since the best loss

    def update(self, loss):
        """Take note of a loss; True when it is time to stop."""
        if loss < self.best - self.min_delta:  # False for nan
            self.best = loss
            self.waited = 0
        else:
            self.waited += 1
        return self.waited >= self.patience
