"""Momentum, Nesterov, AdaGrad, RMSProp and Adadelta: the reference solution of exercise07.

Each step takes the parameter, its gradient and what the optimizer remembers, and returns the new parameter first.
"""

import numpy as np


def momentum_step(parameter, gradient, velocity, learning_rate, momentum):
    """One step with inertia; all arrays have the shape of `parameter`. Returns (parameter, velocity)."""
    velocity = momentum * velocity - learning_rate * gradient
    return parameter + velocity, velocity


def nesterov_step(parameter, gradient, velocity, learning_rate, momentum):
    """One step with inertia that looks ahead. Returns (parameter, velocity)."""
    velocity = momentum * velocity - learning_rate * gradient

    # The parameter is kept at the point where the next inertia will take it, and the gradient is asked for there.
    return parameter + momentum * velocity - learning_rate * gradient, velocity


def adagrad_step(parameter, gradient, cache, learning_rate, epsilon=1e-7):
    """One step divided by the root of the sum of all squared gradients so far. Returns (parameter, cache)."""
    cache = cache + gradient**2
    return parameter - learning_rate * gradient / (np.sqrt(cache) + epsilon), cache


def rmsprop_step(parameter, gradient, cache, learning_rate, rho=0.9, epsilon=1e-7):
    """One step divided by the root of the mean of the recent squared gradients. Returns (parameter, cache)."""
    cache = rho * cache + (1 - rho) * gradient**2
    return parameter - learning_rate * gradient / (np.sqrt(cache) + epsilon), cache


def adadelta_step(parameter, gradient, cache, delta_cache, rho=0.95, epsilon=1e-7):
    """One step whose length is the recent steps' own. Returns (parameter, cache, delta_cache)."""
    cache = rho * cache + (1 - rho) * gradient**2

    # The old delta_cache: the new one needs this very step.
    delta = -np.sqrt(delta_cache + epsilon) / np.sqrt(cache + epsilon) * gradient

    delta_cache = rho * delta_cache + (1 - rho) * delta**2
    return parameter + delta, cache, delta_cache
