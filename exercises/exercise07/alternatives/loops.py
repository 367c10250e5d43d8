"""One number at a time, in plain Python."""

import math

import numpy as np


def entry_by_entry(count, rule, *arrays):
    """rule(a number of each array) -> `count` numbers, for each place."""
    new = [np.empty(arrays[0].shape, order="F") for _ in range(count)]
    for i in np.ndindex(*arrays[0].shape):
        for out, value in zip(new, rule(*(float(a[i]) for a in arrays))):
            out[i] = value
    return new


def momentum_step(parameter, gradient, velocity, learning_rate, momentum):
    def rule(p, g, v):
        v = momentum * v - learning_rate * g
        return p + v, v

    return entry_by_entry(2, rule, parameter, gradient, velocity)


def nesterov_step(parameter, gradient, velocity, learning_rate, momentum):
    def rule(p, g, v):
        ahead = momentum * v - learning_rate * g
        return p - momentum * v + (1 + momentum) * ahead, ahead

    return entry_by_entry(2, rule, parameter, gradient, velocity)


def adagrad_step(parameter, gradient, cache, learning_rate, epsilon=1e-7):
    def rule(p, g, c):
        c += g * g
        return p - learning_rate * g / (math.sqrt(c) + epsilon), c

    return entry_by_entry(2, rule, parameter, gradient, cache)


def rmsprop_step(parameter, gradient, cache, learning_rate, rho=0.9, epsilon=1e-7):
    def rule(p, g, c):
        c = c * rho + g * g * (1 - rho)
        return p - learning_rate / (c**0.5 + epsilon) * g, c

    return entry_by_entry(2, rule, parameter, gradient, cache)


def adadelta_step(parameter, gradient, cache, delta_cache, rho=0.95, epsilon=1e-7):
    def rule(p, g, c, d):
        c = c * rho + g * g * (1 - rho)
        step = math.sqrt((d + epsilon) / (c + epsilon)) * g
        return p - step, c, rho * d + (1 - rho) * step * step

    return entry_by_entry(3, rule, parameter, gradient, cache, delta_cache)
