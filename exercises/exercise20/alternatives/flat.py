"""Noise by Box and Muller's method out of uniform numbers; everything in one flat array and reshaped."""

import numpy as np


def reparameterize(mean, log_variance, rng):
    u, v = rng.random((2, mean.size))
    noise = np.sqrt(-2 * np.log1p(-u)) * np.cos(2 * np.pi * v)
    z = mean.ravel() + np.sqrt(np.exp(log_variance.ravel())) * noise
    return z.reshape(mean.shape), noise.reshape(mean.shape)


def kl_divergence(mean, log_variance):
    per_example = -0.5 * np.sum(1 + log_variance - mean**2 - np.exp(log_variance), axis=1)
    return np.average(per_example)


def vae_backward(grad_z, mean, log_variance, noise, kl_weight=1.0):
    s = np.sqrt(np.exp(log_variance))
    grad_s = grad_z * noise + kl_weight * (s - 1 / s) / len(s)
    return grad_z + kl_weight * mean / len(mean), grad_s * s / 2
