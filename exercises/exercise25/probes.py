"""What the grader calls: grids, searches with made-up scores, sums of ReLUs, and lines through given points.

Terms have many right forms, so what `piecewise_relu` returns is not compared, but the curve that it draws.
"""

import numpy as np


def log_grid(module, rng):
    low = float(rng.uniform(2e-4, 5e-4))
    return {
        "below_1": module.log_grid(low, float(rng.uniform(0.05, 0.2)), 5),
        "across_1": module.log_grid(float(rng.uniform(0.2, 0.5)), float(rng.uniform(20, 60)), 8),
        "above_1": module.log_grid(float(rng.uniform(2, 3)), float(rng.uniform(200, 400)), 6),
        "ends_only": module.log_grid(low, float(rng.uniform(0.5, 2)), 2),
    }


def grow_until_worse(module, rng):
    up, down = rng.uniform(0.01, 0.05, (7, 12)), float(rng.uniform(0.004, 0.009))
    rising = float(rng.uniform(0.3, 0.4)) + np.cumsum(up, axis=1)  # a row of twelve scores for each case
    falls = rising[0].copy()
    falls[3] = falls[2] - down  # better again later, and never seen
    level = rising[1].copy()
    level[4] = level[3]
    falls_at_once = rising[2].copy()
    falls_at_once[1] = falls_at_once[0] - down
    lost = rising[3].copy()
    lost[2] = np.nan
    negative = rising[4] - 3
    negative[2] = negative[1] - down
    tables = {
        "falls_at_4": (falls, 8),
        "level_at_5": (level, 7),
        "falls_at_once": (falls_at_once, 6),
        "rises_to_the_end": (rising[5], 5),
        "nan_at_3": (lost, 6),
        "negative_scores": (negative, 7),
        "max_depth_1": (rising[6], 1),
    }
    return {name: module.grow_until_worse(looked_up(table), depth) for name, (table, depth) in tables.items()}


def looked_up(table):
    """The score of a depth; of depth 0, which nobody may ask for, some other one."""
    return lambda depth: float(table[depth - 1])


def relu_sum(module, rng):
    x = rng.permutation(np.linspace(-2, 2, 9) + rng.uniform(-0.2, 0.2, 9))  # some on each side of every kink
    table = rng.uniform(-2, 2, (4, 5))
    return {
        "one_term": module.relu_sum(x, terms(rng, 1)),
        "four_terms": module.relu_sum(x, terms(rng, 4)),
        "x_of_two_axes": module.relu_sum(table, terms(rng, 6)),
        "one_x": module.relu_sum(x[:1], terms(rng, 4)),
    }


def terms(rng, count):
    """Signs and weights of both signs, none of them 1; each is silent on one side of a kink inside the range of x."""
    signs = np.resize([-1, 1], count) * rng.uniform(1.5, 3, count)
    weights = np.resize([1, 1, -1, -1], count) * rng.uniform(1.5, 3, count)
    biases = np.resize([1, -1, 1, -1], count) * rng.uniform(0.5, 1.5, count)
    return [tuple(map(float, term)) for term in zip(signs, weights, biases, strict=True)]


def piecewise_relu(module, rng):
    results = {}
    for count, first in ((2, -1), (3, 1), (6, -1)):
        knots, values = points(rng, count, first)
        found = module.piecewise_relu(knots, values)
        given = f"knots {knots.tolist()}, values {values.tolist()}"
        between = np.round(knots[:-1] + np.diff(knots) * rng.uniform(0.2, 0.8, count - 1), 2)
        results[f"{given}, x = knots"] = curve(found, knots)
        results[f"{given}, x = {between.tolist()}"] = curve(found, between)
    return results


def points(rng, count, first):
    """Of few digits, so that a report can show them: uneven knots, values that go up and down, none near 0.

    `first` is the sign of the first value.
    """
    knots = np.cumsum(rng.permutation(np.linspace(0.5, 2, count))) - rng.uniform(3, 4)
    signs = np.resize([first, -first], count)
    return np.round(knots, 1), np.round(signs * rng.uniform(0.5, 3, count), 1)


def curve(terms, x):
    """The values of a sum of ReLUs; where these are no terms, whatever was returned instead."""
    try:
        sign, weight, bias = np.array(terms).T[:, :, None]
        return (sign * np.maximum(weight * x.astype(weight.dtype) + bias, 0)).sum(axis=0)
    except (TypeError, ValueError, IndexError):
        return terms
