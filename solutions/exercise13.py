"""Batch normalisation, forward and backward: the reference solution of exercise13.

All axes but the last count as examples: those of a batch (N, D), and the pixels of a batch of images (N, H, W, C) too.
"""

import numpy as np


def batch_norm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, training):
    """(N, D) or (N, H, W, C) -> (out, running_mean, running_var, cache); all other arrays have one entry a feature."""
    axes = tuple(range(x.ndim - 1))
    if training:
        mean, var = x.mean(axis=axes), x.var(axis=axes)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    else:
        mean, var = running_mean, running_var

    std = np.sqrt(var + epsilon)
    x_hat = (x - mean) / std
    cache = (x, mean, std, gamma)
    return gamma * x_hat + beta, running_mean, running_var, cache


def batch_norm_backward(grad_output, cache):
    """The gradients of x, gamma and beta, for a forward pass in training."""
    x, mean, std, gamma = cache
    axes = tuple(range(x.ndim - 1))
    x_hat = (x - mean) / std

    grad_beta = grad_output.sum(axis=axes)
    grad_gamma = (grad_output * x_hat).sum(axis=axes)

    # An entry of x acts in three ways: by itself, through the mean and through the standard deviation of its feature.
    grad_x_hat = grad_output * gamma
    through_mean = grad_x_hat.mean(axis=axes)
    through_std = x_hat * (grad_x_hat * x_hat).mean(axis=axes)
    grad_x = (grad_x_hat - through_mean - through_std) / std
    return grad_x, grad_gamma, grad_beta
