"""A hat of three ReLUs for each knot; all terms at once by broadcasting; the search by recursion."""

import numpy as np


def log_grid(low, high, n):
    return np.geomspace(low, high, n)


def grow_until_worse(score_of_depth, max_depth, scores=()):
    depth = len(scores)
    if depth == max_depth:
        return depth, list(scores)
    scores = (*scores, score_of_depth(depth + 1))
    if depth and not scores[-1] > scores[-2]:
        return depth, np.array(scores)
    return grow_until_worse(score_of_depth, max_depth, scores)


def relu_sum(x, terms):
    sign, weight, bias = np.array(terms).T
    return np.maximum(x[..., None] * weight + bias, 0) @ sign


def piecewise_relu(knots, values):
    left = knots[0] - 1
    right = knots[-1] + 1
    ends = np.concatenate([[left], knots, [right]])
    terms = []
    for a, b, c, height in zip(ends, ends[1:], ends[2:], values):
        up, down = height / (b - a), height / (c - b)
        terms += [[up, 1.0, -a], [-up - down, 1.0, -b], [down, 1.0, -c]]
    return np.array(terms)
