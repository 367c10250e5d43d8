"""Diffusion, forward in one leap and back step by step: the reference solution of exercise21."""

import numpy as np


def noise_schedule(steps, beta_start, beta_end):
    """How much noise each step adds, betas (steps,), and what share of the signal's variance is left, alphas_bar."""
    betas = np.linspace(beta_start, beta_end, steps)
    alphas_bar = np.cumprod(1 - betas)  # each step leaves 1 - beta of what there was before it
    return betas, alphas_bar


def add_noise(x, t, alphas_bar, noise):
    """The example x after the steps 0 to t, in one leap; x and noise have one shape."""
    return np.sqrt(alphas_bar[t]) * x + np.sqrt(1 - alphas_bar[t]) * noise


def denoise_step(x, predicted_noise, t, betas, rng):
    """One step back: from x as it is after step t to a draw of what it may have been before that step."""
    alpha_bar = np.prod(1 - betas[: t + 1])
    mean = (x - betas[t] / np.sqrt(1 - alpha_bar) * predicted_noise) / np.sqrt(1 - betas[t])
    if t == 0:
        return mean  # the last step: nothing is to be blurred any more
    return mean + np.sqrt(betas[t]) * rng.standard_normal(x.shape)
