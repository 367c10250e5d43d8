"""exercise06: gradient descent, and its stochastic form that estimates a mean.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise06
The statement: tuitrainer show exercise06     A hint: tuitrainer hint exercise06
"""

import numpy as np  # noqa: F401


def descend(gradient, x0, learning_rate, tolerance, max_steps):
    """Walk downhill from x0.

    gradient: a function, point -> gradient there, which has the shape of the point. x0: a float or an array (D,).
    Stops before a step when the gradient's Euclidean norm is below `tolerance`, or after `max_steps` steps.
    Returns every point visited, x0 first: array (steps+1,) if x0 is a float, (steps+1, D) if it is an array.
    """
    raise NotImplementedError


def linear_regression_gradient(x, y, a, b):
    """The gradient of E = 1/(2n) sum (a x + b - y)^2 with respect to a and b.

    x, y: arrays (n,). a, b: numbers.
    Returns (da, db), two numbers.
    """
    raise NotImplementedError


def sgd_mean(samples, x0, rates):
    """Estimate a mean, one sample at a time.

    samples, rates: arrays (n,), Y_k and rho_k for k = 0...n-1. x0: a number, X_0.
    Returns an array (n+1,): X_0, X_1, ..., X_n.
    """
    raise NotImplementedError


def limit_variance(rate, sigma):
    """The variance that X_k tends to at a constant rate.

    rate: a number between 0 and 2. sigma: the samples' standard deviation.
    Returns a number.
    """
    raise NotImplementedError


def averaging_rates(n):
    """The rates with which sgd_mean computes the average of all samples so far.

    n: how many. Returns an array (n,), the first for k = 0.
    """
    raise NotImplementedError
