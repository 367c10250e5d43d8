"""The whole Jacobian of one column at a time; a cache that is an object."""

import numpy as np


class Cache:
    pass


def batch_norm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, training):
    cache = Cache()
    cache.columns = np.moveaxis(x, -1, 0).reshape(x.shape[-1], -1)
    if training:
        mean = np.average(cache.columns, axis=1)
        var = np.average(cache.columns**2, axis=1) - mean**2
        running_mean, running_var = (
            old + (1 - momentum) * (new - old) for old, new in ((running_mean, mean), (running_var, var))
        )
    else:
        mean, var = 1 * running_mean, 1 * running_var
    cache.std = np.sqrt(epsilon + var)
    cache.gamma, cache.mean = gamma, mean
    out = gamma / cache.std * (x - mean) + beta
    return np.asfortranarray(out), running_mean, running_var, cache


def batch_norm_backward(grad_output, cache):
    g = np.moveaxis(grad_output, -1, 0).reshape(cache.columns.shape)
    count = g.shape[1]
    grads, grad_gamma = [], []
    for column, mean, std, gamma, row in zip(cache.columns, cache.mean, cache.std, cache.gamma, g):
        normal = (column - mean) / std
        jacobian = gamma / std * (np.eye(count) - 1 / count - np.outer(normal, normal) / count)
        grads.append(row @ jacobian)
        grad_gamma.append(row @ normal)
    grad_x = np.moveaxis(np.reshape(grads, (len(grads), *grad_output.shape[:-1])), 0, -1)
    return grad_x, np.array(grad_gamma), g.sum(axis=1)
