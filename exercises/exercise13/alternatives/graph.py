"""Backward step by step through the graph of the forward pass, as the original paper does: first the variance, then the mean."""

import numpy as np


def batch_norm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, training):
    axes = (0,) if x.ndim == 2 else (0, 1, 2)
    mean, var = running_mean, running_var
    if training:
        mean = np.mean(x, axis=axes)
        centred = x - mean
        var = np.mean(centred**2, axis=axes)
        running_mean = running_mean - (1 - momentum) * (running_mean - mean)
        running_var = running_var - (1 - momentum) * (running_var - var)
    scale = gamma * (var + epsilon) ** -0.5
    return [x * scale + (beta - mean * scale), running_mean, running_var, [x - mean, var + epsilon, gamma, axes]]


def batch_norm_backward(grad_output, cache):
    centred, var, gamma, axes = cache
    count = centred.size / len(var)
    grad_beta = np.sum(grad_output, axes)
    grad_gamma = np.sum(grad_output * centred * var**-0.5, axes)
    grad_normal = grad_output * gamma
    grad_var = np.sum(grad_normal * centred, axes) * -0.5 * var**-1.5
    grad_mean = -np.sum(grad_normal, axes) * var**-0.5 + grad_var * np.sum(-2 * centred, axes) / count
    grad_x = grad_normal * var**-0.5 + grad_var * 2 * centred / count + grad_mean / count
    return grad_x, grad_gamma, grad_beta
