"""Draws column by column, with a mean and a deviation; einsum; arrays in Fortran order."""

import numpy as np


def reparameterize(mean, log_variance, rng):
    sigma = np.exp(log_variance) ** 0.5
    z = np.empty(mean.shape, order="F")
    for column in range(mean.shape[1]):
        z[:, column] = rng.normal(mean[:, column], sigma[:, column])
    return z, (z - mean) / sigma


def kl_divergence(mean, log_variance):
    one = np.ones_like(mean)
    total = np.einsum("nd,nd->", mean, mean) + np.einsum("nd->", np.exp(log_variance) - log_variance) - one.sum()
    return np.array(total / 2 / mean.shape[0])


def vae_backward(grad_z, mean, log_variance, noise, kl_weight=1.0):
    n = mean.shape[0]
    z_minus_mean = np.exp(log_variance / 2) * noise
    grad_l = np.asfortranarray(np.einsum("nd,nd->nd", grad_z, z_minus_mean))
    grad_l += kl_weight * np.expm1(log_variance) / n
    return np.array([grad_z + mean * (kl_weight / n), grad_l / 2])
