"""Products as sums of logarithms; the step back by way of the clean example that it implies, in float64."""

import numpy as np


def noise_schedule(steps, beta_start, beta_end):
    betas = beta_start + (beta_end - beta_start) / (steps - 1) * np.arange(steps)
    return np.stack([betas, np.exp(np.cumsum(np.log1p(-betas)))])


def add_noise(x, t, alphas_bar, noise):
    angle = np.arccos(np.sqrt(alphas_bar[t]))
    return np.cos(angle) * x + np.sin(angle) * noise


def denoise_step(x, predicted_noise, t, betas, rng):
    log_alphas = np.log1p(-betas)
    after, before = np.exp(log_alphas[: t + 1].sum()), np.exp(log_alphas[:t].sum())
    clean = (x - np.sqrt(1 - after) * predicted_noise) / np.sqrt(after)
    alpha = 1 - betas[t]
    # the mean of what was there before step t, given x and the clean example
    mean = (np.sqrt(before) * betas[t] * clean + np.sqrt(alpha) * (1 - before) * x) / (1 - after)
    drawn = rng.normal(0, np.sqrt(betas[t]), np.shape(x))
    return mean + drawn * (t != 0)
