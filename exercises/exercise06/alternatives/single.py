"""Everything in float32; the trajectory in an array made beforehand."""

import numpy as np


def descend(gradient, x0, learning_rate, tolerance, max_steps):
    trajectory = np.empty((max_steps + 1, *np.shape(x0)), dtype="f4")
    trajectory[0] = x0
    for step in range(max_steps):
        slope = np.float32(gradient(trajectory[step]))
        if np.sqrt(np.square(slope).sum()) < tolerance:
            return trajectory[: step + 1]
        trajectory[step + 1] = trajectory[step] - np.float32(learning_rate) * slope
    return trajectory


def linear_regression_gradient(x, y, a, b):
    x, y = x.astype(np.float32), y.astype(np.float32)
    error = np.float32(a) * x + np.float32(b) - y
    return error @ x / np.float32(len(x)), error.mean()


def sgd_mean(samples, x0, rates):
    estimates = np.full(len(samples) + 1, x0, dtype=np.float32)
    for k, (sample, rate) in enumerate(zip(samples.astype("f4"), rates.astype("f4"))):
        estimates[k + 1] = estimates[k] + rate * (sample - estimates[k])
    return estimates


def limit_variance(rate, sigma):
    rate, sigma = np.float32(rate), np.float32(sigma)
    return np.square(rate * sigma) / (np.float32(1) - np.square(np.float32(1) - rate))


def averaging_rates(n):
    return np.reciprocal(np.arange(1, n + 1, dtype="f4"))
