"""Gradient descent, and stochastic gradient descent that estimates a mean: the reference solution of exercise06."""

import numpy as np


def descend(gradient, x0, learning_rate, tolerance, max_steps):
    """Points (steps+1,) or (steps+1, D), x0 first; stops where the gradient is shorter than `tolerance`."""
    x = x0
    trajectory = [x]
    for _step in range(max_steps):
        slope = gradient(x)
        if np.linalg.norm(slope) < tolerance:
            break
        x = x - learning_rate * slope  # a new array each time: the points behind stay as they are
        trajectory.append(x)
    return np.array(trajectory)


def linear_regression_gradient(x, y, a, b):
    """x, y (n,) -> (da, db), the derivatives of 1/(2n) times the sum of (a x + b - y)^2."""
    error = a * x + b - y
    return np.mean(error * x), np.mean(error)


def sgd_mean(samples, x0, rates):
    """samples, rates (n,) -> the n+1 estimates, x0 first."""
    estimates = [x0]
    for k in range(len(samples)):
        x = estimates[k]
        estimates.append(x - rates[k] * (x - samples[k]))
    return np.array(estimates)


def limit_variance(rate, sigma):
    """The variance of the estimate after many steps at a constant rate; sigma is the samples' standard deviation."""
    return rate * sigma**2 / (2 - rate)


def averaging_rates(n):
    """(n,): 1, 1/2, 1/3, ..., 1/n, with which sgd_mean gives the plain average."""
    return 1 / (np.arange(n) + 1)
