"""Whoever draws may draw in many ways: this judge asks how z was made of the noise, and what the noise is like.

The bounds of the last test are so wide that a right solution fails less than once in a thousand million times.
"""

import numpy as np

WITHIN_1 = 0.682689
"""Share of a standard normal variable's values that lie between -1 and 1."""
WIDE = 7
"""Standard deviations that an average may be off."""


def judge_reparameterize(got, expected, inputs):
    draws = {}
    for case, call in zip(expected, inputs, strict=True):
        z, noise = (np.asarray(part) for part in got[case])
        single = np.float32 in (z.dtype, noise.dtype)
        draws[case] = Draw(call.arguments["mean"], call.arguments["log_variance"], z, noise, 1e-5 if single else 1e-9)
    return how_z_was_made(list(draws.values())) or what_noise_is_like(draws)


class Draw:
    """One call: its arguments, what came back, and how exact that has to be."""

    def __init__(self, mean, log_variance, z, noise, tolerance):
        self.mean, self.log_variance, self.tolerance = mean, log_variance, tolerance
        self.z, self.noise = z.astype(float), noise.astype(float)

    def agrees(self, wanted, got=None):
        got = self.z if got is None else got
        margin = self.tolerance * max(1, np.abs(wanted[np.isfinite(wanted)]).max(initial=0))
        return np.allclose(got, wanted, rtol=0, atol=margin, equal_nan=True)


WAYS = {
    "noise-added-unscaled": lambda draw: draw.mean + draw.noise,
    "variance-for-deviation": lambda draw: draw.mean + np.exp(draw.log_variance) * draw.noise,
    "log-variance-read-as-deviation": lambda draw: draw.mean + draw.log_variance * draw.noise,
    "log-variance-read-as-variance": lambda draw: draw.mean + np.sqrt(draw.log_variance) * draw.noise,
    "log-variance-root-of-absolute": lambda draw: draw.mean + np.sqrt(np.abs(draw.log_variance)) * draw.noise,
    "deviation-inverted": lambda draw: draw.mean + np.exp(-draw.log_variance / 2) * draw.noise,
    "half-outside": lambda draw: draw.mean + np.exp(draw.log_variance) / 2 * draw.noise,
    "mean-left-out": lambda draw: np.exp(draw.log_variance / 2) * draw.noise,
    "mean-scaled-too": lambda draw: np.exp(draw.log_variance / 2) * (draw.mean + draw.noise),
    "noise-subtracted": lambda draw: draw.mean - np.exp(draw.log_variance / 2) * draw.noise,
    "nothing-drawn": lambda draw: draw.mean,
}
"""Wrong ways to make z, by the mistake's name; two of them share one."""
SAME_MISTAKE = {"log-variance-root-of-absolute": "log-variance-read-as-variance"}


def how_z_was_made(draws):
    """None if it is mean + exp(log_variance / 2) * noise in every call."""
    if all(draw.agrees(draw.mean + np.exp(draw.log_variance / 2) * draw.noise) for draw in draws):
        return None
    if all(draw.agrees(draw.mean + np.exp(draw.log_variance / 2) * draw.z, draw.noise) for draw in draws):
        return "z-and-noise-swapped"
    for name, way in WAYS.items():
        if all(draw.agrees(way(draw)) for draw in draws):
            many = draws[-1]
            if name == "noise-added-unscaled" and is_standard_normal(many.noise * np.exp(-many.log_variance / 2)):
                return "scaled-noise-returned"
            return SAME_MISTAKE.get(name, name)
    return "z-made-otherwise"


def what_noise_is_like(draws):
    """None if it comes from the generator and is standard normal, every entry drawn by itself."""
    first, many = draws["batch"].noise, draws["many"].noise
    if not np.isfinite(many).all():
        return "noise-of-another-distribution"
    if not many.any():
        return "nothing-drawn"
    if not np.array_equal(first, draws["same_seed"].noise):
        return "noise-from-elsewhere"
    if np.array_equal(first, draws["other_seed"].noise):
        return "noise-always-the-same"
    if not (np.ptp(many, axis=0).all() and np.ptp(many, axis=1).all()):
        return "noise-shared"
    return None if is_standard_normal(many) else "noise-of-another-distribution"


def is_standard_normal(values):
    """Whether mean, variance and the share of values between -1 and 1 can be those of a standard normal variable."""
    margin = WIDE / np.sqrt(values.size)
    within_1 = np.mean(np.abs(values) < 1)
    return (
        abs(values.mean()) < margin
        and abs(values.var() - 1) < 2 * margin  # the square of such a variable has the standard deviation 1.41
        and abs(within_1 - WITHIN_1) < margin * np.sqrt(WITHIN_1 * (1 - WITHIN_1))
    )
