"""exercise07: Momentum, Nesterov, AdaGrad, RMSProp, Adadelta.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise07
The statement: tuitrainer show exercise07     A hint: tuitrainer hint exercise07
"""

import numpy as np  # noqa: F401


def momentum_step(parameter, gradient, velocity, learning_rate, momentum):
    """One step of gradient descent with inertia.

    parameter, gradient, velocity: arrays of one shape, any shape. velocity: after the step before, 0 at first; it is a
    displacement, added to the parameter. learning_rate, momentum: numbers.
    Returns (parameter, velocity): two new arrays of that shape.
    """
    raise NotImplementedError


def nesterov_step(parameter, gradient, velocity, learning_rate, momentum):
    """One step with inertia that looks ahead.

    Arguments and results as for momentum_step. gradient is the one at `parameter`, which is the point looked at.
    """
    raise NotImplementedError


def adagrad_step(parameter, gradient, cache, learning_rate, epsilon=1e-7):
    """One step of AdaGrad.

    parameter, gradient, cache: arrays of one shape. cache: the sum of the squared gradients so far, 0 at first.
    Returns (parameter, cache): two new arrays of that shape.
    """
    raise NotImplementedError


def rmsprop_step(parameter, gradient, cache, learning_rate, rho=0.9, epsilon=1e-7):
    """One step of RMSProp.

    parameter, gradient, cache: arrays of one shape. cache: the moving mean of the squared gradients, 0 at first.
    rho: how much of the old mean is kept, between 0 and 1.
    Returns (parameter, cache): two new arrays of that shape.
    """
    raise NotImplementedError


def adadelta_step(parameter, gradient, cache, delta_cache, rho=0.95, epsilon=1e-7):
    """One step of Adadelta, which has no learning rate.

    parameter, gradient, cache, delta_cache: arrays of one shape. cache as for rmsprop_step; delta_cache: the moving
    mean of the squared displacements. Both are 0 at first.
    Returns (parameter, cache, delta_cache): three new arrays of that shape.
    """
    raise NotImplementedError
