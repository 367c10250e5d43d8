"""What the grader calls: three ways to draw first weights, the length of gradients by layer, and two ways to clip."""

from itertools import pairwise

import numpy as np
from numpy.random import default_rng

DRAWS = 3


def glorot_uniform(module, rng):
    return drawn(module.glorot_uniform, rng, {"more_outputs": (30, 120), "more_inputs": (140, 25)})


def he_normal(module, rng):
    return drawn(module.he_normal, rng, {"more_outputs": (30, 120), "more_inputs": (140, 25)})


def orthogonal(module, rng):
    return drawn(module.orthogonal, rng, {"more_rows": (7, 4), "square": (5, 5), "more_columns": (3, 6)})


def drawn(draw, rng, shapes):
    """Each shape with several seeds, the first of them twice."""
    seeds = [int(seed) for seed in rng.integers(2**32, size=DRAWS)]
    results = {}
    for name, shape in shapes.items():
        for place, seed in enumerate(seeds):
            results[f"{name}_{place}"] = draw(default_rng(seed), *shape)
        results[f"{name}_again"] = draw(default_rng(seeds[0]), *shape)
    return results


def gradient_norms(module, rng):
    return {
        "sigmoid": module.gradient_norms(*network(rng, (5, 4, 7, 6, 3)), "sigmoid"),
        "tanh": module.gradient_norms(*network(rng, (6, 3, 8, 4)), "tanh"),
        "relu": module.gradient_norms(*network(rng, (4, 5, 9, 7, 3)), "relu"),
        "batch_of_1": module.gradient_norms(*network(rng, (1, 4, 8, 3)), "tanh"),
    }


def clip_by_global_norm(module, rng):
    return {
        "above": module.clip_by_global_norm(*gradients(rng, ((2, 3), (4, 5), (3,)), 5.0), 2.0),
        "far_above": module.clip_by_global_norm(*gradients(rng, ((4,), (3, 2, 3), (5,)), 60.0), 3.0),
        "below": module.clip_by_global_norm(*gradients(rng, ((3, 4), (5,)), 3.0), 7.0),
        "all_zero": module.clip_by_global_norm([np.zeros((2, 3)), np.zeros(4)], 1.5),
    }


def clip_by_value(module, rng):
    return {
        "several": module.clip_by_value(*gradients(rng, ((4, 3), (6,), (3, 2, 2)), 12.0), 1.5),
        "other_limit": module.clip_by_value(*gradients(rng, ((5, 4), (7,)), 4.0), 0.6),
    }


def network(rng, sizes):
    """x (N, D) and parameters; redrawn until no z is near 0, and each example has active and idle units everywhere."""
    examples, *widths = sizes
    while True:
        x = rng.normal(0, 1, (examples, widths[0]))
        parameters = [
            (rng.normal(0, 1.5, (d_in, d_out)) / np.sqrt(d_in), rng.normal(0, 0.5, d_out))
            for d_in, d_out in pairwise(widths)
        ]
        if is_fair(x, parameters):
            return x, parameters


def is_fair(x, parameters):
    """By ReLU's way through the network, whichever activation it will have."""
    for weights, bias in parameters:
        z = x @ weights + bias
        active = (z > 0).sum(axis=1)
        if np.abs(z).min() <= 0.02 or active.min() < 1 or (z > 0).all() or np.abs(z).max() > 6:
            return False
        x = np.maximum(z, 0)
    return True


def gradients(rng, shapes, norm):
    """A list of arrays of these shapes whose common norm is this; in each of them entries of all sizes, both signs."""
    arrays = []
    for shape in shapes:
        count = int(np.prod(shape))
        values = rng.uniform(0.3, 1.0, count) * np.linspace(0.2, 2.0, count) * np.resize([1.0, -1.0], count)
        arrays.append(rng.permutation(values).reshape(shape))
    scale = norm * rng.uniform(0.95, 1.05) / np.sqrt(sum((array**2).sum() for array in arrays))
    return ([scale * array for array in arrays],)
