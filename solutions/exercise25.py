"""Hyper-parameter search and universal approximation: the reference solution of exercise25."""

import numpy as np


def log_grid(low, high, n):
    """n numbers from low to high, both included, each the same number of times the one before: (n,)."""
    exponents = np.arange(n) / (n - 1)  # 0 to 1
    return low * (high / low) ** exponents


def grow_until_worse(score_of_depth, max_depth):
    """Try 1, 2, ... layers until one more does not help.

    Returns the depth before the first score that is no better, and all scores that were computed: (S,).
    """
    scores = [score_of_depth(1)]
    for depth in range(2, max_depth + 1):
        scores.append(score_of_depth(depth))
        if not scores[-1] > scores[-2]:  # nan is not above anything
            return depth - 1, np.array(scores)
    return max_depth, np.array(scores)


def relu_sum(x, terms):
    """The output of a hidden layer of ReLUs, one for each (sign, weight, bias), at every entry of x: x's shape."""
    total = np.zeros_like(x)
    for sign, weight, bias in terms:
        total = total + sign * np.maximum(weight * x + bias, 0)
    return total


def piecewise_relu(knots, values):
    """Neurons whose sum runs through all points (knots[i], values[i]) in straight lines: a list of terms."""
    slopes = np.diff(values) / np.diff(knots)
    turns = np.diff(slopes, prepend=0.0)  # what each line adds to the slope of the one before
    constant = (values[0], 0.0, 1.0)
    return [constant, *((turn, 1.0, -knot) for turn, knot in zip(turns, knots[:-1], strict=True))]
