"""Plain Python: floats and lists, one number at a time."""

import math


def descend(gradient, x0, learning_rate, tolerance, max_steps):
    import numpy as np

    single = np.ndim(x0) == 0
    point = [float(x0)] if single else [float(value) for value in x0]
    trajectory = [tuple(point)]
    steps = 0
    while steps < max_steps:
        slope = [float(gradient(point[0]))] if single else gradient(np.array(point)).tolist()
        if math.sqrt(sum(value * value for value in slope)) < tolerance:
            break
        for i in range(len(point)):
            point[i] -= learning_rate * slope[i]
        trajectory.append(tuple(point))
        steps += 1
    return [row[0] for row in trajectory] if single else trajectory


def linear_regression_gradient(x, y, a, b):
    n, da, db = len(x), 0.0, 0.0
    for x_i, y_i in zip(x, y):
        error = a * x_i + b - y_i
        da += x_i * error / n
        db += error / n
    return [da, db]


def sgd_mean(samples, x0, rates):
    estimates = [x0]
    for k in range(len(samples)):
        estimates.append((1 - rates[k]) * estimates[k] + rates[k] * samples[k])
    return estimates


def limit_variance(rate, sigma):
    """Step after step, until it stands still."""
    variance = 0.0
    for _step in range(10000):
        variance = (1 - rate) ** 2 * variance + (rate * sigma) ** 2
    return variance


def averaging_rates(n):
    return [1 / (k + 1) for k in range(n)]
