"""Everything in float32; the terms from a system of linear equations, one for each knot."""

import numpy as np


def log_grid(low, high, n):
    ratio = (high / low) ** (1 / (n - 1))
    grid = [np.float32(low)]
    while len(grid) < n:
        grid.append(np.float32(grid[-1] * ratio))
    return np.array(grid)


def grow_until_worse(score_of_depth, max_depth):
    scores = [np.float32(score_of_depth(depth)) for depth in range(1, max_depth + 1)]
    for depth in range(1, max_depth):
        if not scores[depth] > scores[depth - 1]:
            return np.int64(depth), np.array(scores[: depth + 1])
    return np.int64(max_depth), np.array(scores)


def relu_sum(x, terms):
    x, terms = np.asarray(x, "f4"), np.asarray(terms, "f4")
    return sum(s * np.fmax(w * x + b, np.float32(0)) for s, w, b in terms)


def piecewise_relu(knots, values):
    starts = np.asarray(knots, "f4")[:-1]
    hidden = np.maximum(np.asarray(knots, "f4")[:, None] - starts, 0)
    signs = np.linalg.solve(np.column_stack([np.ones(len(knots), "f4"), hidden]), np.asarray(values, "f4"))
    weights = np.ones_like(signs)
    weights[0] = 0
    biases = np.concatenate([np.ones(1, "f4"), -starts])
    return np.column_stack([signs, weights, biases])
