"""Everything in float32; features first and flat, through transposed views."""

import numpy as np


def flat(x):
    """(..., D) -> (D, everything else)."""
    return np.asarray(x, dtype=np.float32).reshape(-1, x.shape[-1]).T


def batch_norm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, training):
    rows = flat(x)
    gamma, beta, running_mean, running_var = (np.asarray(a, "f4") for a in (gamma, beta, running_mean, running_var))
    mean, var = running_mean, running_var
    if training:
        mean, var = rows.mean(axis=1), rows.var(axis=1)
        old, new = np.float32(momentum), np.float32(1 - momentum)
        running_mean, running_var = old * running_mean + new * mean, old * running_var + new * var
    std = np.sqrt(var + np.float32(epsilon))
    normal = (rows - mean[:, None]) / std[:, None]
    out = (normal * gamma[:, None] + beta[:, None]).T.reshape(x.shape)
    return out, running_mean.copy(), running_var.copy(), (normal, std, gamma)


def batch_norm_backward(grad_output, cache):
    normal, std, gamma = cache
    rows = flat(grad_output)
    grad_gamma, grad_beta = np.einsum("dn,dn->d", rows, normal), rows.sum(axis=1)
    count = np.float32(rows.shape[1])
    rest = rows - grad_beta[:, None] / count - normal * (grad_gamma / count)[:, None]
    return ((gamma / std)[:, None] * rest).T.reshape(grad_output.shape), grad_gamma, grad_beta
