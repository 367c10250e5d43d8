"""The latent part of a variational autoencoder: the reference solution of exercise20."""

import numpy as np


def reparameterize(mean, log_variance, rng):
    """(N, D) means and log-variances -> z (N, D), drawn from these Gaussians, and the noise (N, D) it is made of."""
    noise = rng.standard_normal(mean.shape)
    deviation = np.exp(log_variance / 2)  # the root of exp(log_variance)
    return mean + deviation * noise, noise


def kl_divergence(mean, log_variance):
    """How far the N Gaussians are from the standard one: mean over the N examples of the sum over the D entries."""
    terms = 1 + log_variance - mean**2 - np.exp(log_variance)
    return float(-terms.sum() / (2 * len(mean)))


def vae_backward(grad_z, mean, log_variance, noise, kl_weight=1.0):
    """The gradients of reconstruction + kl_weight * KL: grad_mean and grad_log_variance, both (N, D)."""
    n = len(mean)
    deviation = np.exp(log_variance / 2)

    # Each is what comes through z = mean + deviation * noise, where the noise is a constant, and what the KL divergence
    # adds to it, a mean over the N examples.
    grad_mean = grad_z + kl_weight * mean / n
    grad_log_variance = grad_z * noise * deviation / 2 + kl_weight * (np.exp(log_variance) - 1) / (2 * n)
    return grad_mean, grad_log_variance
