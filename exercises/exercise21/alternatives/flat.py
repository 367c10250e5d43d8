"""Everything flat, views in Fortran order, the noise drawn from right to left."""

import numpy as np


def noise_schedule(steps, beta_start, beta_end):
    shares = np.arange(steps) / (steps - 1)
    betas = (1 - shares) * beta_start + shares * beta_end
    return betas, np.array([np.prod((1 - betas)[: t + 1]) for t in range(steps)])


def add_noise(x, t, alphas_bar, noise):
    weights = np.sqrt([alphas_bar[t], 1 - alphas_bar[t]])
    return np.einsum("i,i...->...", weights, np.stack([x, noise]))


def denoise_step(x, predicted_noise, t, betas, rng):
    a, abar = 1 - betas[t], np.cumprod(1 - betas)[t]
    z = rng.standard_normal(x.size)[::-1] if t > 0 else np.zeros(x.size)
    flat = x.ravel(order="F") - (1 - a) * (1 - abar) ** -0.5 * predicted_noise.ravel(order="F")
    return (flat * a**-0.5 + (1 - a) ** 0.5 * z).reshape(x.shape, order="F")
