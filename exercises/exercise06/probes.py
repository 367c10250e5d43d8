"""What the grader calls: descents in one and several dimensions, a line's gradient, and SGD that estimates a mean."""

import numpy as np

RATE = 0.2


def descend(module, rng):
    return {
        "from_the_left": module.descend(*walk(rng, side=-1, stop_after=6)),
        "from_the_right": module.descend(*walk(rng, side=1, stop_after=5)),
        "several_dimensions": module.descend(*walk(rng, dimensions=4, stop_after=5)),
        "max_steps": module.descend(*walk(rng, dimensions=5, max_steps=3)),
        "already_there": module.descend(*walk(rng, dimensions=3, stop_after=0)),
    }


def linear_regression_gradient(module, rng):
    return {
        "far": module.linear_regression_gradient(*line(rng, 6)),
        "other_side": module.linear_regression_gradient(*line(rng, 9, sign=-1)),
        "one_point": module.linear_regression_gradient(*line(rng, 1)),
    }


def sgd_mean(module, rng):
    samples = away_from_0(rng, 5) + 4
    return {
        "constant_rate": module.sgd_mean(samples, float(rng.uniform(-3, -1)), np.full(5, 0.3)),
        "changing_rates": module.sgd_mean(away_from_0(rng, 7) + 3, float(rng.uniform(8, 9)), changing_rates(rng, 7)),
        "one_sample": module.sgd_mean(away_from_0(rng, 1), float(rng.uniform(2, 3)), np.array([0.4])),
    }


def limit_variance(module, rng):
    return {
        "small_rate": module.limit_variance(float(rng.uniform(0.1, 0.3)), float(rng.uniform(3, 5))),
        "rate_above_1": module.limit_variance(float(rng.uniform(1.2, 1.8)), float(rng.uniform(1.5, 2.5))),
        "small_sigma": module.limit_variance(float(rng.uniform(0.5, 0.8)), float(rng.uniform(0.2, 0.6))),
    }


def averaging_rates(module, rng):
    return {
        "several": module.averaging_rates(int(rng.integers(5, 12))),
        "one": module.averaging_rates(1),
    }


def walk(rng, side=0, dimensions=0, stop_after=None, max_steps=30):
    """The arguments of a descent that stops after `stop_after` steps, or at max_steps; redrawn until it is fair.

    x0 is a float on that side of the minimum, or an array of so many dimensions.
    """
    while True:
        shape = (dimensions,) if dimensions else ()
        centre = away_from_0(rng, shape) * 2
        curvature = rng.uniform(2.2, 2.8, shape)  # each step leaves about half of the way
        offset = (side or away_from_0(rng, shape)) * rng.uniform(1.5, 2.5, shape)
        way = offset * (1 - RATE * curvature) ** np.arange(40)[(..., *(None,) * len(shape))]  # (40,) or (40, D)
        norms = np.sqrt(np.sum((curvature * way).reshape(40, -1) ** 2, axis=1))
        if stop_after is None:
            tolerance = 0.7 * norms[max_steps + 6]
        elif stop_after == 0:
            tolerance = 1.3 * norms[0]
        else:
            tolerance = np.sqrt(norms[stop_after - 1] * norms[stop_after])
        if is_fair(centre, curvature, way, norms, tolerance, stop_after):
            x0 = centre + offset if dimensions else float(centre + offset)
            return slope_of(centre, curvature), x0, RATE, float(tolerance), max_steps


def is_fair(centre, curvature, way, norms, tolerance, stop_after):
    """No norm is near the tolerance, and whoever tests something else than the norm stops elsewhere."""
    if np.abs(norms / tolerance - 1).min() < 0.1:
        return False
    if not stop_after:
        return True
    slopes = (curvature * way).reshape(40, -1)
    points = (centre + way).reshape(40, -1)
    if first_below(RATE * norms, tolerance) >= stop_after - 1:  # the length of the step, tested before it or after it
        return False
    others = [
        norms**2,
        np.sqrt((points**2).sum(axis=1)),
        *([np.abs(slopes).max(axis=1), np.abs(slopes).sum(axis=1)] if way.ndim > 1 else []),
    ]
    return all(first_below(other, tolerance) != stop_after for other in others)


def first_below(values, tolerance):
    below = np.flatnonzero(values < tolerance)
    return below[0] if len(below) else len(values)


def slope_of(centre, curvature):
    """The gradient of 1/2 sum of curvature (x - centre)^2: x (D,) or a number -> the same."""

    def gradient(x):
        return curvature * (x - centre)

    return gradient


def line(rng, n, sign=1):
    """x, y (n,), a, b: a line that lies far above (or below) points that scatter about another."""
    x = rng.uniform(1, 4, n)
    y = 1.5 * x - 0.5 + rng.normal(0, 0.3, n)
    return x, y, float(1.5 + sign * rng.uniform(0.4, 1.2)), float(-0.5 + sign * rng.uniform(0.3, 1))


def changing_rates(rng, n):
    """(n,) between 0.15 and 0.85, no two alike."""
    return rng.permutation(np.linspace(0.15, 0.85, n)) + rng.uniform(-0.02, 0.02, n)


def away_from_0(rng, shape):
    """Of either sign, from 0.5 to 2 away."""
    return rng.uniform(0.5, 2, shape) * rng.choice([-1.0, 1.0], shape)
