"""One feature at a time, one number at a time."""

import math

import numpy as np


def batch_norm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, training):
    features = x.shape[-1]
    out = np.empty(x.shape)
    columns = x.reshape(-1, features)
    new_mean, new_var, stds, normal = [], [], [], np.empty(columns.shape)
    for d in range(features):
        column = columns[:, d].tolist()
        if training:
            mean = sum(column) / len(column)
            var = sum((value - mean) ** 2 for value in column) / len(column)
            new_mean.append(running_mean[d] * momentum + mean * (1 - momentum))
            new_var.append(running_var[d] * momentum + var * (1 - momentum))
        else:
            mean, var = running_mean[d], running_var[d]
            new_mean.append(mean)
            new_var.append(var)
        stds.append(math.sqrt(var + epsilon))
        for n, value in enumerate(column):
            normal[n, d] = (value - mean) / stds[-1]
        out[..., d] = (gamma[d] * normal[:, d] + beta[d]).reshape(x.shape[:-1])
    return out, new_mean, new_var, {"normal": normal, "stds": stds, "gamma": gamma}


def batch_norm_backward(grad_output, cache):
    normal, stds, gamma = cache["normal"], cache["stds"], cache["gamma"]
    count, features = normal.shape
    g = grad_output.reshape(count, features)
    grad_x, grad_gamma, grad_beta = np.zeros(g.shape), [0.0] * features, [0.0] * features
    for d in range(features):
        for n in range(count):
            grad_beta[d] += g[n, d]
            grad_gamma[d] += g[n, d] * normal[n, d]
        for n in range(count):
            rest = count * g[n, d] - grad_beta[d] - normal[n, d] * grad_gamma[d]
            grad_x[n, d] = gamma[d] / (count * stds[d]) * rest
    return [grad_x.reshape(grad_output.shape), grad_gamma, grad_beta]
