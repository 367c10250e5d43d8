"""Whoever draws may draw in many ways: this judge looks at what a step does beside drawing, and at its noise.

With the same seed the noise of two calls is the same, so that the difference between a call and one with nothing but
zeros shows the rest. The bounds of the last test are so wide that a right solution fails less than once in a thousand
million times.
"""

import numpy as np

WITHIN_1 = 0.682689
"""Share of a standard normal variable's values that lie between -1 and 1."""
WIDE = 7
"""Standard deviations that an average may be off."""
PAIRS = ("rows", "images", "t_is_0")
"""Cases that have a twin with nothing but noise."""


def judge_denoise_step(got, expected, inputs):
    got = {case: np.asarray(result) for case, result in got.items()}
    tolerance = 1e-5 if any(result.dtype == np.float32 for result in got.values()) else 1e-9
    got = {case: result.astype(float) for case, result in got.items()}
    calls = {case: call.arguments for case, call in zip(expected, inputs, strict=True)}
    if not np.array_equal(got["rows_noise"], got["same_seed"], equal_nan=True):
        return "noise-from-elsewhere"
    return what_a_step_does(got, calls, tolerance) or when_noise_is_added(got) or what_noise_is_like(got, calls)


# -- beside drawing ----------------------------------------------------------------------------------------------------


class Step:
    """The numbers of a call: beta, alpha and alpha-bar at t, x and the predicted noise."""

    def __init__(self, x, predicted_noise, t, betas):
        self.x, self.noise, self.betas, self.t = x, predicted_noise, betas, t
        self.at(t, np.prod(1 - betas[: t + 1]))

    def at(self, t, alpha_bar):
        self.beta = self.betas[t % len(self.betas)]
        self.alpha, self.alpha_bar = 1 - self.beta, alpha_bar
        return self

    def mean(self):
        return (self.x - self.beta / np.sqrt(1 - self.alpha_bar) * self.noise) / np.sqrt(self.alpha)


WAYS = {
    "step-alpha-for-alpha-bar": lambda s: (s.x - s.beta / np.sqrt(1 - s.alpha) * s.noise) / np.sqrt(s.alpha),
    "step-alpha-bar-for-alpha": lambda s: (s.x - s.beta / np.sqrt(1 - s.alpha_bar) * s.noise) / np.sqrt(s.alpha_bar),
    "step-alphas-exchanged": lambda s: (s.x - s.beta / np.sqrt(1 - s.alpha) * s.noise) / np.sqrt(s.alpha_bar),
    "step-root-of-fraction-forgotten": lambda s: (s.x - s.beta / (1 - s.alpha_bar) * s.noise) / np.sqrt(s.alpha),
    "step-root-of-division-forgotten": lambda s: (s.x - s.beta / np.sqrt(1 - s.alpha_bar) * s.noise) / s.alpha,
    "step-both-roots-forgotten": lambda s: (s.x - s.beta / (1 - s.alpha_bar) * s.noise) / s.alpha,
    "step-multiplied": lambda s: (s.x - s.beta / np.sqrt(1 - s.alpha_bar) * s.noise) * np.sqrt(s.alpha),
    "step-noise-put-in": lambda s: (s.x + s.beta / np.sqrt(1 - s.alpha_bar) * s.noise) / np.sqrt(s.alpha),
    "step-only-x-divided": lambda s: s.x / np.sqrt(s.alpha) - s.beta / np.sqrt(1 - s.alpha_bar) * s.noise,
    "step-not-divided": lambda s: s.x - s.beta / np.sqrt(1 - s.alpha_bar) * s.noise,
    "step-divided-by-beta": lambda s: (s.x - s.beta / np.sqrt(1 - s.alpha_bar) * s.noise) / np.sqrt(s.beta),
    "step-beta-missing": lambda s: (s.x - s.noise / np.sqrt(1 - s.alpha_bar)) / np.sqrt(s.alpha),
    "step-root-of-beta": lambda s: (s.x - np.sqrt(s.beta) / np.sqrt(1 - s.alpha_bar) * s.noise) / np.sqrt(s.alpha),
    "step-noise-not-divided": lambda s: (s.x - s.beta * s.noise) / np.sqrt(s.alpha),
    "step-one-minus-forgotten": lambda s: (s.x - s.beta / np.sqrt(s.alpha_bar) * s.noise) / np.sqrt(s.alpha),
    "step-all-noise-removed": lambda s: (s.x - np.sqrt(1 - s.alpha_bar) * s.noise) / np.sqrt(s.alpha),
    "step-leaps": lambda s: (s.x - np.sqrt(1 - s.alpha_bar) * s.noise) / np.sqrt(s.alpha_bar),
    "step-forward": lambda s: np.sqrt(s.alpha) * s.x + np.sqrt(s.beta) * s.noise,
    "step-prediction-unused": lambda s: s.x / np.sqrt(s.alpha),
    "step-alpha-bar-one-short": lambda s: s.at(s.t, np.prod(1 - s.betas[: s.t])).mean(),
    "step-alpha-bar-of-all-steps": lambda s: s.at(s.t, np.prod(1 - s.betas)).mean(),
    "step-alpha-bar-of-betas": lambda s: s.at(s.t, np.prod(s.betas[: s.t + 1])).mean(),
    "step-t-shifted": lambda s: s.at(s.t - 1, np.cumprod(1 - s.betas)[s.t - 1]).mean(),
}
"""Wrong ways to use x and the predicted noise, by the mistake's name."""


def what_a_step_does(got, calls, tolerance):
    """None if it is right in every call."""
    for name, way in {None: Step.mean, **WAYS}.items():
        if all(does(way, calls[case], got[case] - got[f"{case}_noise"], tolerance) for case in PAIRS):
            return name
    return "step-made-otherwise"


def does(way, arguments, got, tolerance):
    x, predicted_noise, t, betas = (arguments[name] for name in ("x", "predicted_noise", "t", "betas"))
    zero = np.zeros(x.shape)
    wanted = way(Step(x, predicted_noise, t, betas)) - way(Step(zero, zero, t, betas))
    return np.allclose(got, wanted, rtol=0, atol=tolerance * 10, equal_nan=True)


# -- the noise ---------------------------------------------------------------------------------------------------------


def when_noise_is_added(got):
    """None if it is at every t but 0."""
    if got["t_is_0_noise"].any():
        return "noise-at-0" if got["rows_noise"].any() else "noise-only-at-0"
    if not got["rows_noise"].any():
        return "noise-never-added"
    return None if got["t_is_1_noise"].any() else "no-noise-at-1"


def what_noise_is_like(got, calls):
    """None if it comes from the generator, every entry by itself, normal, and of the right size."""
    many, betas, t = got["many"], calls["many"]["betas"], calls["many"]["t"]
    if np.array_equal(got["rows_noise"], got["other_seed"]):
        return "noise-always-the-same"
    if not (np.ptp(many, axis=0).all() and np.ptp(many, axis=1).all()):
        return "noise-shared"
    beta, before, after = betas[t], np.prod(1 - betas[:t]), np.prod(1 - betas[: t + 1])
    sizes = {
        None: np.sqrt(beta),
        "noise-root-forgotten": beta,
        "noise-not-scaled": 1.0,
        "noise-of-posterior": np.sqrt(beta * (1 - before) / (1 - after)),
        "noise-divided-too": np.sqrt(beta / (1 - beta)),
        "noise-of-alpha": np.sqrt(1 - beta),
        "noise-of-all-steps": np.sqrt(1 - after),
    }
    name = min(sizes, key=lambda name: abs(np.log(max(many.std(), 1e-9) / sizes[name])))
    return name if is_standard_normal(many / sizes[name]) else "noise-of-another-distribution"


def is_standard_normal(values):
    """Whether mean, variance and the share of values between -1 and 1 can be those of a standard normal variable."""
    margin = WIDE / np.sqrt(values.size)
    within_1 = np.mean(np.abs(values) < 1)
    return (
        abs(values.mean()) < margin
        and abs(values.var() - 1) < 2 * margin  # the square of such a variable has the standard deviation 1.41
        and abs(within_1 - WITHIN_1) < margin * np.sqrt(WITHIN_1 * (1 - WITHIN_1))
    )
