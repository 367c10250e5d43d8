"""One number at a time with the functions of math; lists of lists."""

import math


def reparameterize(mean, log_variance, rng):
    z, noise = [], []
    for m_row, l_row in zip(mean, log_variance):
        e_row = [rng.normal() for _ in m_row]
        noise.append(e_row)
        z.append([m + math.sqrt(math.exp(l)) * e for m, l, e in zip(m_row, l_row, e_row)])
    return [z, noise]


def kl_divergence(mean, log_variance):
    total = 0.0
    for i in range(len(mean)):
        for j in range(len(mean[i])):
            m, l = mean[i][j], log_variance[i][j]
            total += 0.5 * (m * m + math.exp(l) - 1 - l)
    return total / len(mean)


def vae_backward(grad_z, mean, log_variance, noise, kl_weight=1.0):
    n, d = mean.shape
    grad_mean, grad_l = [[0.0] * d for _ in range(n)], [[0.0] * d for _ in range(n)]
    for i in range(n):
        for j in range(d):
            s = math.exp(0.5 * log_variance[i, j])
            grad_mean[i][j] = grad_z[i, j] + kl_weight * mean[i, j] / n
            grad_l[i][j] = 0.5 * grad_z[i, j] * s * noise[i, j] + 0.5 * kl_weight * (s * s - 1) / n
    return grad_mean, grad_l
