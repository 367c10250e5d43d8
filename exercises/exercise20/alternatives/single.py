"""In float32, the noise too."""

import numpy as np


def reparameterize(mean, log_variance, rng):
    noise = rng.standard_normal(mean.shape, dtype=np.float32)
    return mean.astype("f4") + np.exp(np.float32(0.5) * log_variance.astype("f4")) * noise, noise


def kl_divergence(mean, log_variance):
    m, l = np.asarray(mean, np.float32), np.asarray(log_variance, np.float32)
    return np.mean(np.sum(m * m + np.exp(l) - l - 1, axis=1) / 2)


def vae_backward(grad_z, mean, log_variance, noise, kl_weight=1.0):
    grad_z, mean, log_variance, noise = (a.astype(np.float32) for a in (grad_z, mean, log_variance, noise))
    weight = np.float32(kl_weight / len(mean))
    z_part = grad_z * np.float32(0.5) * np.exp(log_variance / 2) * noise
    return grad_z + weight * mean, z_part + weight * np.float32(0.5) * np.expm1(log_variance)
