"""Everything in float32; the steps share their parts; results in lists."""

import numpy as np


def single(*values):
    return [np.asarray(value, dtype=np.float32) for value in values]


def mean_square(old, new, rho):
    return old + np.float32(1 - rho) * (np.square(new) - old)


def divided(parameter, gradient, cache, learning_rate, epsilon):
    return [parameter - np.float32(learning_rate) * (gradient / (np.sqrt(cache) + np.float32(epsilon))), cache]


def momentum_step(parameter, gradient, velocity, learning_rate, momentum):
    parameter, gradient, velocity = single(parameter, gradient, velocity)
    velocity = np.float32(momentum) * velocity - np.float32(learning_rate) * gradient
    return [np.add(parameter, velocity), velocity]


def nesterov_step(parameter, gradient, velocity, learning_rate, momentum):
    parameter, velocity = momentum_step(parameter, gradient, velocity, learning_rate, momentum)
    # one inertia more, without the one that is in `parameter` already
    before = (velocity + np.float32(learning_rate) * gradient.astype("f4")) / np.float32(momentum)
    return [parameter + np.float32(momentum) * (velocity - before), velocity]


def adagrad_step(parameter, gradient, cache, learning_rate, epsilon=1e-7):
    parameter, gradient, cache = single(parameter, gradient, cache)
    return divided(parameter, gradient, cache + gradient * gradient, learning_rate, epsilon)


def rmsprop_step(parameter, gradient, cache, learning_rate, rho=0.9, epsilon=1e-7):
    parameter, gradient, cache = single(parameter, gradient, cache)
    return divided(parameter, gradient, mean_square(cache, gradient, rho), learning_rate, epsilon)


def adadelta_step(parameter, gradient, cache, delta_cache, rho=0.95, epsilon=1e-7):
    parameter, gradient, cache, delta_cache = single(parameter, gradient, cache, delta_cache)
    cache = mean_square(cache, gradient, rho)
    delta = np.sqrt((delta_cache + np.float32(epsilon)) / (cache + np.float32(epsilon))) * gradient
    return [parameter - delta, cache, mean_square(delta_cache, delta, rho)]
