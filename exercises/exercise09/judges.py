"""Draws are judged by what all right ones have in common: range, mean, deviation, form, angles, and repeatability."""

import numpy as np

RARE = 7.0
"""Standard errors by which no right solution ever misses: fewer than one in 10^11 does."""
PRECISE = 1e-4
"""What float32 may leave of right angles."""


def judge_glorot_uniform(got, expected, inputs):  # noqa: ARG001
    samples = by_shape(got)
    wrong = source(got, samples, "glorot")
    if wrong is not None:
        return wrong
    limits = {shape: np.sqrt(6 / sum(shape)) for shape in samples}
    if not is_centred(samples):
        return "glorot-not-centred"
    if has_deviation(samples, limits, 1 / np.sqrt(3)):
        if all(np.abs(values).max() <= limits[shape] * (1 + PRECISE) for shape, values in samples.items()):
            inner = [(np.abs(values) < limits[shape] / 2).mean() for shape, values in samples.items()]
            return None if is_share(inner, 0.5, samples) else "glorot-not-uniform"
        return "glorot-not-uniform"
    return named(samples, glorot_mistakes, "glorot-other-limit")


def judge_he_normal(got, expected, inputs):  # noqa: ARG001
    samples = by_shape(got)
    wrong = source(got, samples, "he")
    if wrong is not None:
        return wrong
    deviations = {shape: np.sqrt(2 / shape[0]) for shape in samples}
    if not is_centred(samples):
        return "he-not-centred"
    if all(np.abs(values).max() < 2.6 * values.std() and has_tails(values) for values in samples.values()):
        return "he-truncated"
    if not has_deviation(samples, deviations, 1.0):
        return named(samples, he_mistakes, "he-other-deviation")
    inner = [(np.abs(values) < deviations[shape]).mean() for shape, values in samples.items()]
    return None if is_share(inner, 0.6827, samples) else "he-not-normal"


def glorot_mistakes(fan_in, fan_out):
    """(mistake, the standard deviation that comes of it)."""
    return (
        ("glorot-root-forgotten", 6 / (fan_in + fan_out) / np.sqrt(3)),
        ("glorot-deviation-as-limit", np.sqrt(2 / (fan_in + fan_out) / 3)),
        ("glorot-limit-as-deviation", np.sqrt(6 / (fan_in + fan_out))),
        ("glorot-half-limit", np.sqrt(6 / (fan_in + fan_out) / 12)),
        ("glorot-fan-out-forgotten", np.sqrt(2 / fan_in)),
        ("glorot-fan-out-forgotten", np.sqrt(1 / fan_in)),
        ("glorot-fan-in-forgotten", np.sqrt(2 / fan_out)),
        ("glorot-fan-in-forgotten", np.sqrt(1 / fan_out)),
        ("glorot-not-scaled", np.sqrt(1 / 3)),
    )


def he_mistakes(fan_in, fan_out):
    """(mistake, the standard deviation that comes of it)."""
    return (
        ("he-variance-as-deviation", 2 / fan_in),
        ("he-fan-out", np.sqrt(2 / fan_out)),
        ("he-both-fans", np.sqrt(2 / (fan_in + fan_out))),
        ("he-factor-2-forgotten", np.sqrt(1 / fan_in)),
        ("he-root-of-2-only", np.sqrt(2) / fan_in),
        ("he-not-scaled", 1.0),
    )


def named(samples, mistakes, other):
    """The mistake whose deviation fits, in all shapes."""
    for told in zip(*(mistakes(*shape) for shape in samples), strict=True):
        if has_deviation(samples, dict(zip(samples, (deviation for _name, deviation in told), strict=True)), 1.0):
            return told[0][0]
    return other


def by_shape(got):
    """All numbers of each shape."""
    samples = {}
    for name, draw in got.items():
        if not name.endswith("_again"):
            values = np.asarray(draw, dtype=float)
            samples.setdefault(values.shape, []).append(values)
    return {shape: np.array(draws) for shape, draws in samples.items()}


def source(got, samples, name):
    """What is wrong with where the numbers come from, whatever their distribution is."""
    if not all(np.isfinite(draws).all() for draws in samples.values()):
        return f"{name}-not-finite"
    if any((draws == draws[:1]).all() for draws in samples.values()):
        return f"{name}-ignores-rng"
    for again in (key for key in got if key.endswith("_again")):
        first = again.replace("_again", "_0")
        if not np.array_equal(np.asarray(got[again], dtype=float), np.asarray(got[first], dtype=float)):
            return f"{name}-not-reproducible"
    return None


def is_centred(samples):
    return all(abs(values.mean()) <= RARE * values.std() / np.sqrt(values.size) for values in samples.values())


def has_deviation(samples, scales, factor):
    """Whether each shape's standard deviation is its scale times a factor, but for what chance does."""
    return all(
        abs(values.std() / (factor * scales[shape]) - 1) <= RARE / np.sqrt(2 * values.size)
        for shape, values in samples.items()
    )


def is_share(shares, wanted, samples):
    """Whether these are the shares that so many numbers may give."""
    errors = [RARE * np.sqrt(wanted * (1 - wanted) / values.size) for values in samples.values()]
    return all(abs(share - wanted) <= error for share, error in zip(shares, errors, strict=True))


def has_tails(values):
    """Whether fewer numbers are far out than near the middle, as in a normal distribution that was cut off."""
    sizes = np.abs(values) / np.abs(values).max()
    return (sizes > 0.75).mean() < 0.5 * (sizes < 0.25).mean()


# -- orthogonal --------------------------------------------------------------------------------------------------------


def judge_orthogonal(got, expected, inputs):  # noqa: ARG001
    samples = by_shape(got)
    wrong = source(got, samples, "orthogonal")
    if wrong == "orthogonal-not-finite":
        return wrong
    matrices = [matrix for draws in samples.values() for matrix in draws]
    products = [matrix.T @ matrix if is_tall(matrix) else matrix @ matrix.T for matrix in matrices]
    right = [is_near(product, np.eye(len(product))) for product in products]
    if all(right):
        return wrong
    if right == [is_tall(matrix) for matrix in matrices]:
        return "orthogonal-wide-neglected"
    diagonals = [np.diag(product) for product in products]
    if all(is_near(product, np.diag(diagonal)) for product, diagonal in zip(products, diagonals, strict=True)):
        return "orthogonal-not-unit"
    if all(is_near(diagonal, np.ones(len(diagonal))) for diagonal in diagonals):
        return "orthogonal-lengths-only"
    return "orthogonal-not-at-all"


def is_tall(matrix):
    return len(matrix) >= matrix.shape[1]


def is_near(a, b):
    return bool(np.abs(a - b).max() <= PRECISE * max(1.0, np.abs(b).max()))
