"""Other formulas: AdaGrad as the general case, averages as weighted sums of a stack, results as tuples or one array."""

import numpy as np


def momentum_step(parameter, gradient, velocity, learning_rate, momentum):
    new = np.einsum("k,k...->...", [momentum, -learning_rate], np.stack([velocity, gradient]))
    return np.array([parameter + new, new])


def nesterov_step(parameter, gradient, velocity, learning_rate, momentum):
    here, new = momentum_step(parameter - momentum * velocity, gradient, velocity, learning_rate, momentum)
    return here + momentum * new, new  # back to the point itself, one step, and ahead again


def adagrad_step(parameter, gradient, cache, learning_rate, epsilon=1e-7):
    return scaled(parameter, gradient, cache, learning_rate, 1.0, 1.0, epsilon)


def rmsprop_step(parameter, gradient, cache, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(parameter, gradient, cache, learning_rate, rho, 1 - rho, epsilon)


def scaled(parameter, gradient, cache, learning_rate, old, new, epsilon):
    root = np.hypot(np.sqrt(old * cache), np.sqrt(new) * gradient)
    return parameter + learning_rate * -gradient / (root + epsilon), root**2


def adadelta_step(parameter, gradient, cache, delta_cache, rho=0.95, epsilon=1e-7):
    cache = np.average([cache, gradient * gradient], axis=0, weights=[rho, 1 - rho])
    ratio = np.exp(0.5 * (np.log(delta_cache + epsilon) - np.log(cache + epsilon)))
    delta = -ratio * gradient
    return parameter + delta, cache, np.average([delta_cache, delta * delta], axis=0, weights=[rho, 1 - rho])
