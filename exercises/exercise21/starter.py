"""exercise21: diffusion, forward in one leap and back step by step.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise21
The statement: tuitrainer show exercise21     A hint: tuitrainer hint exercise21
"""

import numpy as np  # noqa: F401


def noise_schedule(steps, beta_start, beta_end):
    """How much noise each step adds, and how much of the signal is left after it.

    steps: an integer, at least 2. beta_start, beta_end: the first and the last beta, between 0 and 1.
    Returns (betas, alphas_bar): two arrays (steps,). betas grow linearly from beta_start to beta_end, both included;
    alphas_bar[t] is the product of 1 - betas[s] over s = 0 ... t.
    """
    raise NotImplementedError


def add_noise(x, t, alphas_bar, noise):
    """The noisy example after the steps 0 to t, without walking through them.

    x: array of any shape. t: an integer, 0 to steps - 1. alphas_bar: array (steps,). noise: array of x's shape.
    Returns an array of x's shape: sqrt(alphas_bar[t]) x + sqrt(1 - alphas_bar[t]) noise.
    """
    raise NotImplementedError


def denoise_step(x, predicted_noise, t, betas, rng):
    """One step back: from the example after step t to a draw of what it may have been before that step.

    x: array of any shape, the noisy example. predicted_noise: array of x's shape, what a network takes for the noise
    in it. t: an integer, 0 to steps - 1. betas: array (steps,).
    rng: a numpy.random.Generator; all random numbers come from it, as in rng.standard_normal(shape).
    Returns an array of x's shape, (x - beta_t / sqrt(1 - alpha_bar_t) predicted_noise) / sqrt(1 - beta_t)
    + sqrt(beta_t) times standard normal noise; no noise is added at t = 0.
    """
    raise NotImplementedError
