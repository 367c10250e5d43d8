"""Codes of a variational autoencoder: how one is drawn, what it costs, and the way back, as in exercise20."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


def draw(mean: Values, log_variance: Values, draws: np.random.Generator) -> tuple[Values, Values]:
    """z = mean + exp(log_variance / 2) noise, and the noise; all (N, D)."""
    noise = draws.standard_normal(mean.shape)
    return mean + np.exp(log_variance / 2) * noise, noise


def divergence(mean: Values, log_variance: Values) -> Values:
    """KL from the standard normal distribution, mean over the examples; (D,), of which the sum is exercise20's."""
    return np.asarray(-0.5 * (1 + log_variance - mean**2 - np.exp(log_variance)).mean(axis=0))


def gradients(
    grad_z: Values, mean: Values, log_variance: Values, noise: Values, kl_weight: float
) -> tuple[Values, Values]:
    """Of reconstruction + kl_weight KL with respect to mean and log-variance, given the reconstruction's for z."""
    share = kl_weight / len(mean)
    grad_mean = grad_z + share * mean
    grad_log_variance = grad_z * 0.5 * np.exp(log_variance / 2) * noise + 0.5 * share * (np.exp(log_variance) - 1)
    return grad_mean, grad_log_variance
