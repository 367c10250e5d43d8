"""Other formulas: the estimates as weighted sums of all samples, the line's gradient as a product, recursion."""

import numpy as np


def descend(gradient, x0, learning_rate, tolerance, max_steps):
    slope = np.asarray(gradient(x0))
    if max_steps == 0 or np.vdot(slope, slope) < tolerance**2:
        return np.array([x0])
    rest = descend(gradient, x0 - learning_rate * slope, learning_rate, tolerance, max_steps - 1)
    return np.concatenate([[x0], rest])


def linear_regression_gradient(x, y, a, b):
    design = np.column_stack([x, np.ones(len(x))])
    return design.T @ (design @ [a, b] - y) / len(x)


def sgd_mean(samples, x0, rates):
    kept = np.ones(len(samples) + 1)  # of x0, then of each sample: how much of it is left
    values, weights = np.array([x0, *samples]), np.array([1.0, *rates])
    found = [x0]
    for n in range(1, len(values)):
        kept[:n] *= 1 - weights[n]
        found.append(np.dot(kept[: n + 1] * weights[: n + 1], values[: n + 1]))
    return np.asfortranarray(found)


def limit_variance(rate, sigma):
    return sigma * sigma / (2 / rate - 1)


def averaging_rates(n):
    return tuple(np.linspace(1, n, n) ** -1.0)
