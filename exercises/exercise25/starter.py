"""exercise25: hyper-parameter search and universal approximation.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise25
The statement: tuitrainer show exercise25     A hint: tuitrainer hint exercise25
"""

import numpy as np  # noqa: F401


def log_grid(low, high, n):
    """A geometric grid.

    low, high: floats, 0 < low < high. n: an integer, at least 2.
    Returns (n,): low first, high last, and in between each number the same number of times the one before.
    """
    raise NotImplementedError


def grow_until_worse(score_of_depth, max_depth):
    """Try 1, 2, ... layers, until a score is not strictly above the one before or max_depth is reached.

    score_of_depth: a function, from a depth (an integer, from 1) to its score, a float; higher is better.
    max_depth: an integer, at least 1.
    Returns (depth, scores): the depth to keep, and all scores up to the one that ended the search, a list or (S,).
    """
    raise NotImplementedError


def relu_sum(x, terms):
    """The sum of sign * relu(weight * x + bias) over the terms, at every entry of x.

    x: an array of any shape. terms: a list of (sign, weight, bias), three floats each; the sign may be any number.
    Returns an array of x's shape.
    """
    raise NotImplementedError


def piecewise_relu(knots, values):
    """Neurons whose relu_sum is values[i] at knots[i], and a straight line between one knot and the next.

    knots: (K,), increasing, K at least 2. values: (K,).
    Returns a list of terms (sign, weight, bias), as many as you like. Outside of the knots nothing is asked of them.
    """
    raise NotImplementedError
