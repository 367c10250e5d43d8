"""Dropout is judged by its properties: what the mask holds, how much of it, and where it comes from."""

from math import log

import numpy as np

SURE = 28  # a right solution keeps too few or too many entries with a probability of at most exp(-28) in each case
DRAWS = ("training", "same_generator", "same_seed", "high_rate", "images")


def judge_dropout_forward(got, expected, inputs):
    calls = {name: call.arguments for name, call in zip(expected, inputs, strict=True)}
    parts = {name: tuple(np.asarray(part) for part in result) for name, result in got.items()}
    x, (out, mask) = calls["not_training"]["x"], parts["not_training"]
    at_test_time = test_time_mistake(x, calls["not_training"]["rate"], out, mask)
    for name in DRAWS:
        x, rate = calls[name]["x"], calls[name]["rate"]
        found = mistake_of_a_draw(x, rate, *parts[name], at_test_time)
        if found is not None:
            return found
    masks = [parts[name][1] for name in DRAWS]
    if not np.array_equal(masks[0], masks[2]) or np.array_equal(masks[0], masks[1]):
        return "dropout-rng-not-used"
    out, mask = parts["rate_0"]
    if not near(mask, np.ones(mask.shape)) or not near(out, calls["rate_0"]["x"]):
        return "dropout-other-values"
    return at_test_time


def mistake_of_a_draw(x, rate, out, mask, at_test_time):
    """What is wrong with a call in training; None when all is right."""
    kept, scale = mask != 0, 1 / (1 - rate)
    if near(mask, np.ones(mask.shape)) and near(out, x):
        return "dropout-flag-inverted" if at_test_time == "dropout-at-test-time" else "dropout-nothing-dropped"
    if near(out, x):
        return "dropout-mask-not-applied"
    if np.array_equal(kept, out == 0):
        return "dropout-mask-of-dropped"
    if not np.array_equal(kept, out != 0):
        return "dropout-out-and-mask-differ"
    if any(mask.shape[axis] > 1 and (kept == kept.take([0], axis)).all() for axis in range(mask.ndim)):
        return "dropout-mask-shared"
    if not fits(kept, 1 - rate):
        return "dropout-rate-and-keep-swapped" if fits(kept, rate) else "dropout-other-fraction"
    mask_scaled, out_scaled = near(mask, kept * scale), near(out, x * kept * scale)
    if mask_scaled and out_scaled:
        return None
    mask_bare, out_bare = near(mask, kept * 1.0), near(out, x * kept)
    if mask_bare and out_bare:
        return at_test_time if at_test_time == "dropout-rescaled-at-test-time" else "dropout-not-rescaled"
    if mask_bare and out_scaled:
        return "dropout-mask-not-rescaled"
    if mask_scaled and out_bare:
        return "dropout-out-not-rescaled"
    others = {"dropout-rescaled-by-other": (1 - rate, 1 / rate), "dropout-drawn-fraction": (1 / kept.mean(),)}
    for name, factors in others.items():
        if any(near(out, x * kept * factor) for factor in factors):
            return name
    return "dropout-rescaled-twice" if near(out, x * kept * scale**2) else "dropout-other-values"


def test_time_mistake(x, rate, out, mask):
    """What is wrong with a call that is not in training; None when all is right."""
    if near(out, x):
        return None if near(mask, np.ones(mask.shape)) else "dropout-mask-at-test-time"
    if any(near(out, x * factor) for factor in (1 - rate, 1 / (1 - rate), rate, 1 / rate)):
        return "dropout-rescaled-at-test-time"
    return "dropout-at-test-time" if (out == 0).any() else "dropout-other-values"


def fits(kept, share):
    """Whether so many entries may be kept, each with the probability `share` (Chernoff's bound)."""
    found = kept.mean()
    information = sum(
        part * log(part / chance) for part, chance in ((found, share), (1 - found, 1 - share)) if part > 0
    )
    return kept.size * information < SURE


def near(a, b):
    """The same numbers, up to rounding in the type of `a`."""
    if not np.isfinite(a).all():
        return False
    return np.abs(a - b).max() <= (1e-5 if a.dtype == np.float32 else 1e-9) * np.abs(b).max()
