"""What the grader calls: nine functions, entry by entry or along the last axis, with moderate and with large inputs.

No z comes near a kink or a jump, except in the cases that are about a jump (`at_threshold`, `at_zero`, `at_bounds`).
Numbers that have to be hit exactly are multiples of 1/4, which stay what they are in float32 too.
"""

from itertools import pairwise

import numpy as np

B, N, K = 3, 5, 4  # all different, so that a sum over the wrong axis shows
LARGE = 10_000.0


def heaviside(module, rng):
    threshold = quarters(rng, 0.5, 1.5)
    return {
        "default": module.heaviside(both_signs(rng, (N, K))),
        "threshold": module.heaviside(around(rng, threshold), threshold),
        "negative_threshold": module.heaviside(around(rng, -threshold), threshold=-threshold),
        "at_threshold": module.heaviside(threshold + rng.permutation([0.0, 0.0, -0.75, 0.75]), threshold),
        "at_zero": module.heaviside(rng.permutation([0.0, -0.75, 0.75])),
    }


def sigmoid(module, rng):
    return {"matrix": module.sigmoid(both_signs(rng, (N, K))), "vector": module.sigmoid(both_signs(rng, K))}


def sigmoid_derivative(module, rng):
    return {
        "matrix": module.sigmoid_derivative(both_signs(rng, (N, K))),
        "vector": module.sigmoid_derivative(both_signs(rng, K)),
        "large": module.sigmoid_derivative(some_large(rng)),
    }


def tanh_derivative(module, rng):
    return {
        "matrix": module.tanh_derivative(both_signs(rng, (N, K))),
        "vector": module.tanh_derivative(both_signs(rng, K)),
        "large": module.tanh_derivative(some_large(rng)),
    }


def relu(module, rng):
    return {"matrix": module.relu(both_signs(rng, (N, K))), "vector": module.relu(both_signs(rng, K))}


def relu_derivative(module, rng):
    return {
        "matrix": module.relu_derivative(both_signs(rng, (N, K))),
        "vector": module.relu_derivative(both_signs(rng, K)),
    }


def bounded_relu(module, rng):
    low, high = quarters(rng, 0.5, 1.5), quarters(rng, 2.5, 3.5)
    negative_low, small_high = quarters(rng, -2.0, -1.0), quarters(rng, 0.5, 1.5)
    return {
        "interval": module.bounded_relu(across(rng, low, high), low, high),
        "negative_low": module.bounded_relu(across(rng, negative_low, small_high), low=negative_low, high=small_high),
        "at_bounds": module.bounded_relu(rng.permutation([low - 0.25, low, low + 0.25, high, high + 0.25]), low, high),
    }


def softmax(module, rng):
    return {
        "matrix": module.softmax(rng.normal(0, 2, (N, K))),
        "vector": module.softmax(rng.normal(0, 2, K)),
        "stack": module.softmax(rng.normal(0, 2, (B, N, K))),
        "batch_of_1": module.softmax(rng.normal(0, 2, (1, K))),
        "large": module.softmax(large_scores(rng)),
    }


def softmax_jacobian(module, rng):
    rivals = rng.uniform(-0.9 * LARGE, 0.9 * LARGE, K + 2)
    rivals[rng.permutation(K + 2)[:3]] = LARGE, LARGE - quarters(rng, 0.25, 2.0), -LARGE  # two share nearly everything
    return {
        "vector": module.softmax_jacobian(rng.uniform(-1.5, 1.5, K)),
        "longer": module.softmax_jacobian(rng.uniform(-1.5, 1.5, K + 3)),
        "large": module.softmax_jacobian(rivals),
        "large_negative": module.softmax_jacobian(-LARGE + rng.permutation(K) / 2),
    }


def quarters(rng, low, high):
    """A random multiple of 1/4 from low to high, a Python float."""
    return int(rng.integers(round(4 * low), round(4 * high) + 1)) / 4


def both_signs(rng, shape):
    """Sizes from 0.1 to 2.5, as many negative as positive, in random order."""
    sizes = rng.uniform(0.1, 2.5, shape)
    signs = np.where(np.arange(sizes.size) % 2 == 0, 1.0, -1.0)
    return rng.permutation(signs).reshape(sizes.shape) * sizes


def around(rng, threshold):
    """(N, K): between 0 and the threshold, between 0 and its opposite, and beyond both; none within 0.1 of them."""
    between = rng.uniform(0.1, abs(threshold) - 0.1, 8)
    beyond = abs(threshold) + rng.uniform(0.1, 2.0, N * K - 8)
    return rng.permutation(np.concatenate([between[:4], -between[4:], beyond[:6], -beyond[6:]])).reshape(N, K)


def across(rng, low, high):
    """(N, K): below low, inside, above high, and on both sides of 0; none within 0.1 of these."""
    edges = sorted([low - 2.0, low, 0.0, high, high + 2.0])
    regions = [rng.uniform(left + 0.1, right - 0.1, N) for left, right in pairwise(edges)]
    return rng.permutation(np.concatenate(regions)).reshape(N, -1)


def some_large(rng):
    """(N, K): moderate numbers, and among them large ones of both signs, up to 10,000."""
    z = both_signs(rng, N * K)
    places = rng.permutation(N * K)[:6]
    z[places] = LARGE, -LARGE, *rng.uniform(0.2 * LARGE, LARGE, 2), *rng.uniform(-LARGE, -0.2 * LARGE, 2)
    return z.reshape(N, K)


def large_scores(rng):
    """(N, K): a row near 10,000, a row near -10,000, and rows that hold both beside anything in between."""
    scores = rng.uniform(-0.9 * LARGE, 0.9 * LARGE, (N, K))
    for row in scores:
        row[rng.permutation(K)[:2]] = LARGE, -LARGE
    high, low = rng.permutation(N)[:2]
    scores[high] = LARGE - rng.permutation(K) / 2
    scores[low] = rng.permutation(K) / 2 - LARGE
    return scores
