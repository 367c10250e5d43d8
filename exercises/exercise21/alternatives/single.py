"""In float32, and alpha-bar looked up in the whole schedule."""

import numpy as np


def noise_schedule(steps, beta_start, beta_end):
    betas = np.linspace(beta_start, beta_end, num=steps, dtype=np.float32)
    return betas, np.multiply.accumulate(np.float32(1) - betas)


def add_noise(x, t, alphas_bar, noise):
    a = np.float32(alphas_bar[t])
    return a**0.5 * np.float32(x) + (1 - a) ** 0.5 * np.float32(noise)


def denoise_step(x, predicted_noise, t, betas, rng):
    betas = betas.astype("f4")
    alphas_bar = np.cumprod(1 - betas)
    scale = np.float32(1) / np.sqrt(1 - betas[t])
    out = scale * np.float32(x) - scale * betas[t] / np.sqrt(1 - alphas_bar[t]) * np.float32(predicted_noise)
    if t:
        out += np.sqrt(betas[t]) * rng.standard_normal(x.shape, dtype=np.float32)
    return out
