"""Noise put in and taken out step by step, as in exercise21 (Ho, Jain and Abbeel, "Denoising diffusion probabilistic
models", 2020); steps are counted from t = 0.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


class Noising:
    """A schedule of `steps` steps: the share of variance that each replaces grows linearly, both ends included.

    `betas` (steps,) are these shares, `alphas_bar` (steps,) what is left of the signal's variance after each step.
    """

    def __init__(self, steps: int, beta_start: float, beta_end: float) -> None:
        self.steps = steps
        self.betas: Values = np.linspace(beta_start, beta_end, steps, dtype=np.float64)
        self.alphas_bar: Values = np.asarray(np.cumprod(1 - self.betas), np.float64)

    def add_noise(self, x: Values, t: npt.NDArray[np.int64], noise: Values) -> Values:
        """x_t (N, D) for examples x (N, D), each after its own step t (N,)."""
        left = self.alphas_bar[t][:, np.newaxis]
        return np.asarray(np.sqrt(left) * x + np.sqrt(1 - left) * noise)

    def denoise_step(self, x: Values, predicted_noise: Values, t: int, noise: Values) -> Values:
        """What x (N, D) may have been before step t; `noise` (N, D) is the new noise, of which t = 0 takes none."""
        beta = self.betas[t]
        mean = (x - beta / np.sqrt(1 - self.alphas_bar[t]) * predicted_noise) / np.sqrt(1 - beta)
        return np.asarray(mean + np.sqrt(beta) * noise if t > 0 else mean)
